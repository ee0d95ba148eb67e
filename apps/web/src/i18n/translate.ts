import type { en } from "./en.ts";
import { enFirst } from "./en-first.ts";

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

/** Those of the first page; all of them once {@link loadWords} is done. */
let catalogue: Partial<Catalogue> = enFirst;

/** Fetches every text that the first page did without; rejects when they cannot be fetched. */
export const loadWords = async (): Promise<void> => {
  catalogue = (await import("./en.ts")).en;
};

/** BCP 47 tag of the language of the interface. */
export const LANGUAGE = "en";

const plurals = new Intl.PluralRules(LANGUAGE);
const numbers = new Intl.NumberFormat(LANGUAGE);

const form = (message: Message, count: string | number | undefined): string => {
  if (typeof message === "string") return message;
  return message[plurals.select(Number(count))] ?? message.other;
};

/** A number in the person's digits; anything else between marks that keep its direction from turning the sentence. */
const inserted = (value: string | number | undefined): string =>
  typeof value === "number" ? numbers.format(value) : `\u2068${value ?? ""}\u2069`;

/** The text of `key` in the language of the interface, its gaps filled. */
export const t = <K extends Key>(key: K, ...[params]: Arguments<K>): string => {
  const given: Readonly<Record<string, string | number | undefined>> = params ?? {};
  const { count } = given;
  return form(catalogue[key] ?? "", count).replace(/\{(\w+)\}/g, (_, gap: string) => inserted(given[gap]));
};
