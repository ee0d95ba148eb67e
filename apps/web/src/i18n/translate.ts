import { signal } from "@preact/signals";
import type { en } from "./en.ts";
import { enFirst } from "./en-first.ts";
import { type Language, language, perLanguage } from "./language.ts";

/** A text with `{name}` gaps, or one text a plural form of `count` (Unicode plural rules). */
export type Message = string | ({ readonly other: string } & Partial<Record<Intl.LDMLPluralRule, string>>);
type Messages = typeof en;
export type Key = keyof Messages;
/** A whole language: every key of the English catalogue, plural where English is. */
type Catalogue = {
  readonly [K in Key]: Messages[K] extends string ? string : Exclude<Message, string>;
};

type Gaps<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Gaps<Rest> : never;
type TextOf<M> = M extends { readonly other: infer Other } ? Other | M[keyof M] : M;
type Params<K extends Key> = Gaps<TextOf<Messages[K]>>;
type Arguments<K extends Key> = [Params<K>] extends [never]
  ? []
  : [Readonly<Record<Params<K>, string | number>>];

/** Words of a language that is not English, by key. `tests/words.test.ts` holds every catalogue to being complete. */
export type Words = Partial<Record<Key, Message>>;

/** English of the first page; all of it once {@link loadWords} is done. */
const english = signal<Partial<Catalogue>>(enFirst);
/** The language of the interface, where it is not English. */
let spoken: Words = {};
/** Grows with every wish for a language, so that a slow answer to an older one is dropped. */
let turn = 0;

/** Fetches every text that the first page did without; rejects when they cannot be fetched. */
export const loadWords = async (): Promise<void> => {
  english.value = (await import("./en.ts")).en;
};

/** Turns the interface to a language, all at once when its words are here; false when they could not be fetched. */
export const speak = async (tag: Language): Promise<boolean> => {
  const mine = ++turn;
  try {
    const words = tag === "en" ? {} : (await (await import("./catalogues.ts")).CATALOGUES[tag]()).words;
    if (mine !== turn) return true;
    spoken = words;
    language.value = tag;
    return true;
  } catch {
    return false;
  }
};

const plurals = perLanguage((tag) => new Intl.PluralRules(tag));
const numbers = perLanguage((tag) => new Intl.NumberFormat(tag));

const form = (message: Message, count: string | number | undefined): string => {
  if (typeof message === "string") return message;
  return message[plurals().select(Number(count))] ?? message.other;
};

/** A number in the person's digits; anything else between marks that keep its direction from turning the sentence. */
const inserted = (value: string | number | undefined): string =>
  typeof value === "number" ? numbers().format(value) : `\u2068${value ?? ""}\u2069`;

/** The text of `key` in the language of the interface, its gaps filled. */
export const t = <K extends Key>(key: K, ...[params]: Arguments<K>): string => {
  const given: Readonly<Record<string, string | number | undefined>> = params ?? {};
  const { count } = given;
  // Read for every text, so that whatever shows one is drawn again in the next language.
  const own = language.value === "en" ? undefined : spoken[key];
  return form(own ?? english.value[key] ?? "", count).replace(/\{(\w+)\}/g, (_, gap: string) =>
    inserted(given[gap]),
  );
};
