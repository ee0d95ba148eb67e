import type { Language } from "../../../i18n/language.ts";

/** Every language in its own words. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: "English",
  de: "Deutsch",
  fr: "Français",
  es: "Español",
  pt: "Português",
  ar: "العربية",
  zh: "中文",
  ja: "日本語",
};
