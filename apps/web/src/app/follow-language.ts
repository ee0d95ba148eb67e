import { effect, type ReadonlySignal } from "@preact/signals";
import { directionOf, language, pickLanguage } from "../i18n/language.ts";
import { speak } from "../i18n/translate.ts";

/**
 * Turns the page to the language of `chosen`, or where the person chose none to the first of `wanted` there is; and again whenever
 * `chosen` changes. Done once the first one is spoken, or English because its words could not be fetched.
 */
export const followLanguage = async (
  chosen: ReadonlySignal<string>,
  wanted: readonly string[],
): Promise<void> => {
  const pick = () => pickLanguage([chosen.value, ...wanted]);
  await speak(pick());
  effect(() => void speak(pick()));
  effect(() => {
    document.documentElement.lang = language.value;
    document.documentElement.dir = directionOf(language.value);
  });
};
