import type { Language } from "./language.ts";
import type { Words } from "./translate.ts";

/** The words of every language but English, each a file of its own that is fetched when it is spoken. */
export const CATALOGUES: Readonly<Record<Exclude<Language, "en">, () => Promise<{ readonly words: Words }>>> =
  {
    de: () => import("./catalogues/de.ts"),
    fr: () => import("./catalogues/fr.ts"),
    es: () => import("./catalogues/es.ts"),
    pt: () => import("./catalogues/pt.ts"),
    ar: () => import("./catalogues/ar.ts"),
    zh: () => import("./catalogues/zh.ts"),
    ja: () => import("./catalogues/ja.ts"),
  };
