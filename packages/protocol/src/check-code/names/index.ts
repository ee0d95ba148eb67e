import { names as english } from "./en.ts";

/** 64 names, one an emoji, in the order of the check code table (Matrix specification 1.16, section "SAS method: emoji"). */
type Names = readonly string[] & { readonly length: 64 };

/** One loader a language, each its own chunk in a bundle; English comes along because it is what everything falls back to. */
const loaders = {
  en: async () => english,
  de: async () => (await import("./de.ts")).names,
  fr: async () => (await import("./fr.ts")).names,
  es: async () => (await import("./es.ts")).names,
  pt: async () => (await import("./pt.ts")).names,
  ar: async () => (await import("./ar.ts")).names,
  hi: async () => (await import("./hi.ts")).names,
  zh: async () => (await import("./zh.ts")).names,
  ja: async () => (await import("./ja.ts")).names,
} satisfies Record<string, () => Promise<Names>>;

const table = new Map<string, () => Promise<Names>>(Object.entries(loaders));

/** The languages that have names of their own, as primary language subtags of BCP 47. */
export const CHECK_CODE_LANGUAGES: readonly string[] = [...table.keys()];

/**
 * The 64 names of the check code emoji to read aloud, in table order.
 *
 * @param language any BCP 47 tag ("de-AT", "zh-Hans-CN", "pt-BR"); only its language counts. Anything unknown or
 *   malformed gets English.
 * @returns 64 non-empty strings, all different. Never rejects: English also when the language's file cannot be fetched.
 */
export async function checkCodeNames(language: string): Promise<readonly string[]> {
  const load = table.get(primaryLanguage(language));
  if (load === undefined) return english;
  try {
    return await load();
  } catch {
    // The chunk is out of reach (offline, new release): readable names in English beat none.
    return english;
  }
}

function primaryLanguage(tag: string): string {
  try {
    return new Intl.Locale(tag).language;
  } catch {
    return "en";
  }
}
