import reference from "@matrix-org/spec/sas-emoji.json" with { type: "json" };
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { CHECK_CODE_LANGUAGES, checkCodeNames } from "./index.ts";

/** The reference's own key for a language, where it has one (it has no Hindi). */
const referenceKeys = {
  de: "de",
  fr: "fr",
  es: "es",
  pt: "pt_BR",
  ar: "ar",
  zh: "zh_Hans",
  ja: "ja",
} as const;

/** What a listener may mistake: case, accents, vowel marks and joins do not tell two names apart. */
const heard = (name: string): string =>
  name
    .normalize("NFD")
    .replace(/[\p{Mn}\p{P}\s]/gu, "")
    .toLowerCase();

/** Same word up to script: hiragana and katakana are read alike. */
const folded = (name: string): string =>
  heard(name).replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

test("the languages the product promises are there", () => {
  expect([...CHECK_CODE_LANGUAGES].sort()).toEqual(["ar", "de", "en", "es", "fr", "hi", "ja", "pt", "zh"]);
});

describe.each(CHECK_CODE_LANGUAGES)("names in %s", (language) => {
  test("are 64, not empty, trimmed, NFC and made of letters", async () => {
    const names = await checkCodeNames(language);
    expect(names).toHaveLength(64);
    for (const name of names) {
      expect(name).toMatch(/^\p{L}[\p{L}\p{M} -]*$/u);
      expect(name).toBe(name.trim());
      expect(name).toBe(name.normalize("NFC"));
    }
  });

  test("are all different, also when accents and case are not heard", async () => {
    const names = await checkCodeNames(language);
    expect(new Set(names.map(folded)).size).toBe(64);
  });

  test("are short enough to read aloud", async () => {
    for (const name of await checkCodeNames(language)) expect([...name].length).toBeLessThanOrEqual(18);
  });
});

test.each(["de", "fr", "es", "pt"])("no two names in %s are one letter apart", async (language) => {
  const names = (await checkCodeNames(language)).map(heard);
  for (const [index, name] of names.entries()) {
    for (const other of names.slice(index + 1)) {
      expect(editDistance(name, other), `${name} / ${other}`).toBeGreaterThan(1);
    }
  }
});

test("order and English names are those of the Matrix table", async () => {
  expect(reference.map((entry) => entry.number)).toEqual(Array.from({ length: 64 }, (_, index) => index));
  expect(await checkCodeNames("en")).toEqual(reference.map((entry) => entry.description));
});

test.each(Object.entries(referenceKeys))(
  "names in %s stand at the reference's places",
  async (language, key) => {
    const places = new Map(
      reference.map((entry) => [folded(entry.translated_descriptions[key] ?? ""), entry.number]),
    );
    const names = await checkCodeNames(language);
    // Our wording is our own; where it is the same word as the reference's, it must be at the same index.
    const shared = names.filter((name) => places.has(folded(name)));
    for (const name of shared) expect(places.get(folded(name)), name).toBe(names.indexOf(name));
    expect(shared.length).toBeGreaterThan(24);
  },
);

test.each([
  ["de-AT", "de"],
  ["DE", "de"],
  ["zh-Hans-CN", "zh"],
  ["zh-TW", "zh"],
  ["pt-BR", "pt"],
  ["ar-EG-u-nu-latn", "ar"],
  ["en-GB", "en"],
  ["nl", "en"],
  ["", "en"],
  ["zh_CN", "en"],
  ["constructor", "en"],
  ["__proto__", "en"],
])("tag %j gets %s", async (tag, language) => {
  expect(await checkCodeNames(tag)).toBe(await checkCodeNames(language));
});

test("any string at all gets 64 names", async () => {
  const tags = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.stringMatching(/^[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$/),
  );
  await fc.assert(
    fc.asyncProperty(tags, async (tag) => {
      expect(await checkCodeNames(tag)).toHaveLength(64);
    }),
  );
});

describe("a language file that cannot be fetched", () => {
  afterEach(() => {
    vi.doUnmock("./fr.ts");
    vi.resetModules();
  });

  test("gives English, not an error", async () => {
    vi.resetModules();
    vi.doMock("./fr.ts", () => {
      throw new Error("chunk out of reach");
    });
    const fresh = await import("./index.ts");
    expect(await fresh.checkCodeNames("fr")).toEqual(await checkCodeNames("en"));
  });
});
