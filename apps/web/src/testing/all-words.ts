import { loadWords } from "../i18n/translate.ts";

// What a page has once its first part was fetched, which tests of single parts do without.
await loadWords();
