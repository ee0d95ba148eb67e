import { describe, expect, it } from "vitest";
import { en } from "./en.ts";
import { enFirst } from "./en-first.ts";

const sources = import.meta.glob<string>("../**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});
const codeOf = (path: string) => sources[`.${path}`] ?? sources[`..${path}`];

/** Every file the first page is made of: what main.tsx imports, not what it fetches later. */
const firstPage = (): Map<string, string> => {
  const found = new Map<string, string>();
  const walk = (path: string) => {
    const code = codeOf(path);
    if (found.has(path) || code === undefined) return;
    found.set(path, code);
    for (const [, from] of code.matchAll(/^(?:import|export) (?!type )[^;]*?"(\.[^"]+\.tsx?)";/gms)) {
      walk(new URL(from ?? "", `https://x${path}`).pathname);
    }
  };
  walk("/main.tsx");
  return found;
};

/** The card that says what is wrong with a device fetches the words for it. */
const FETCHES_ITS_WORDS = "/call/parts/capture-problems.ts";

describe("the words of the first page", () => {
  it("are there without those of the call", () => {
    const files = firstPage();
    expect([...files.keys()]).toContain("/pages/lobby/lobby.tsx");
    expect([...files.keys()]).not.toContain("/call/call-screens.tsx");
    const later = Object.keys(en).filter((key) => !Object.hasOwn(enFirst, key));
    expect(later.length).toBeGreaterThan(50);
    files.delete(FETCHES_ITS_WORDS);
    const missing = [...files].flatMap(([path, code]) =>
      later.filter((key) => code.includes(`"${key}"`)).map((key) => `${path}: ${key}`),
    );
    expect(missing).toEqual([]);
  });
});
