import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { en } from "../apps/web/src/i18n/en.ts";
import { directionOf, LANGUAGES, pickLanguage } from "../apps/web/src/i18n/language.ts";
import type { Message, Words } from "../apps/web/src/i18n/translate.ts";
import { LANGUAGE_NAMES } from "../apps/web/src/pages/home/settings/language-names.ts";

const WEB = new URL("../apps/web/src/", import.meta.url).pathname;
const files = import.meta.glob<{ words: Words }>("../apps/web/src/i18n/catalogues/*.ts", { eager: true });
const catalogues = Object.entries(files).map(
  ([path, { words }]) => [basename(path, ".ts"), words as Readonly<Record<string, Message>>] as const,
);
const english: Readonly<Record<string, Message>> = en;

/** A button is as wide as its words: how much longer than English a text may be, the more the shorter it is. */
const longest = (length: number): number => 16 + length * 2;
/** Chinese, Japanese and Korean say much in few letters. */
const shortest = (length: number): number => Math.floor(length / 10);

const formsOf = (message: Message): readonly string[] =>
  typeof message === "string" ? [message] : Object.values(message);
const gapsOf = (text: string): readonly string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
/** A form for one or two may say the number in words. */
const gapsWithoutCount = (text: string) => gapsOf(text).filter((gap) => gap !== "{count}");

describe.each(catalogues)("the words of %s", (language, words) => {
  it("are all there, and no others", () => {
    const keys = Object.keys(words);
    expect(Object.keys(english).filter((key) => !keys.includes(key))).toEqual([]);
    expect(keys.filter((key) => !Object.hasOwn(english, key))).toEqual([]);
  });

  it("have the gaps of the English ones", () => {
    const wrong = Object.entries(words).filter(([key, message]) => {
      const gaps = gapsOf(formsOf(english[key] ?? "").join(" "));
      if (typeof message === "string") return String(gapsOf(message)) !== String(gaps);
      const others = gaps.filter((gap) => gap !== "{count}");
      const full = String(gapsOf(message.other)) === String(gaps);
      return !full || formsOf(message).some((form) => String(gapsWithoutCount(form)) !== String(others));
    });
    expect(wrong).toEqual([]);
  });

  it("have every plural form of the language where English has two", () => {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
    for (const [key, message] of Object.entries(words)) {
      expect(typeof message, key).toBe(typeof english[key]);
      if (typeof message !== "string") expect(Object.keys(message).toSorted(), key).toEqual(needed);
    }
  });

  it("are neither empty nor much longer than the English ones", () => {
    const wrong = Object.entries(words).flatMap(([key, message]) => {
      const { length } = formsOf(english[key] ?? "").at(-1) ?? "";
      return formsOf(message)
        .filter((form) => form.trim().length < Math.max(1, shortest(length)) || form.length > longest(length))
        .map((form) => `${key}: ${form}`);
    });
    expect(wrong).toEqual([]);
  });
});

describe("languages", () => {
  it("each have a catalogue and a name of their own", () => {
    expect(["en", ...catalogues.map(([language]) => language)].toSorted()).toEqual(LANGUAGES.toSorted());
    expect(Object.keys(LANGUAGE_NAMES).toSorted()).toEqual(LANGUAGES.toSorted());
  });

  it("are chosen by the first one the person reads, whatever its region", () => {
    expect(pickLanguage(["", "not a tag", "tlh", "de-AT", "en"])).toBe("de");
    expect(pickLanguage(["tlh"])).toBe("en");
    expect(pickLanguage([])).toBe("en");
  });

  it("run in the direction the browser's own tables say", () => {
    for (const language of LANGUAGES) {
      const direction = new Intl.Locale(language).maximize().script === "Arab" ? "rtl" : "ltr";
      expect(directionOf(language), language).toBe(direction);
    }
  });
});

it("every text is said somewhere", () => {
  const code = readdirSync(WEB, { recursive: true, encoding: "utf8" })
    .map((path) => join(WEB, path))
    .filter((path) => /\.tsx?$/.test(path) && !/\/i18n\/(?:en|catalogues)\b|\.test\.|\/testing\//.test(path))
    .map((path) => readFileSync(path, "utf8"))
    .join("\n");
  const made = [...code.matchAll(/`([a-z]+\.[^`\s]*\$\{[^`]*)`/g)].map(
    ([, text = ""]) => new RegExp(`^${text.replaceAll(".", "\\.").replace(/\$\{[^}]*\}/g, ".+")}$`),
  );
  const unused = Object.keys(english).filter(
    (key) => !code.includes(`"${key}"`) && !made.some((pattern) => pattern.test(key)),
  );
  expect(unused).toEqual([]);
});
