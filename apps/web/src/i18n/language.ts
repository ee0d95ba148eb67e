import { signal } from "@preact/signals";

/** Every language of the interface, as its BCP 47 tag. English comes with the first page; `catalogues.ts` fetches the others. */
export const LANGUAGES = ["en", "de", "fr", "es", "pt", "ar", "zh", "ja"] as const;

export type Language = (typeof LANGUAGES)[number];

const primary = (tag: string): string => {
  try {
    return new Intl.Locale(tag).language;
  } catch {
    return "";
  }
};

/** The first of `wanted` (BCP 47 tags, malformed ones do no harm) the interface speaks, whatever its region; else English. */
export const pickLanguage = (wanted: readonly string[]): Language => {
  for (const tag of wanted.map(primary)) {
    const found = LANGUAGES.find((language) => language === tag);
    if (found) return found;
  }
  return "en";
};

/** The language of the interface. Whoever reads it while drawing draws again in the next language. */
export const language = signal<Language>("en");

/** Right to left is Arabic alone among them. */
export const directionOf = (tag: string): "ltr" | "rtl" => (tag === "ar" ? "rtl" : "ltr");

/** What `make` makes for the language of the interface, made once a language. */
export const perLanguage = <T>(make: (tag: Language) => T): (() => T) => {
  let made: { readonly tag: Language; readonly value: T } | undefined;
  return () => {
    const tag = language.value;
    if (made?.tag !== tag) made = { tag, value: make(tag) };
    return made.value;
  };
};
