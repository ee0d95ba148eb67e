import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const spec = readFileSync(new URL("../SPEC.md", import.meta.url), "utf8");

const RULE = /^- \*\*([A-Z]+-\d+)\*\*/gm;
const rules = [...spec.matchAll(RULE)].map(([, rule = ""]) => rule);
const prefixes = [...new Set(rules.map((rule) => rule.replace(/-\d+$/, "")))].join("|");

/** Source, tests and pages under a folder of the repository, without what was installed or built. */
const filesIn = (folder: string): string[] =>
  readdirSync(root + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return /^(?:node_modules|dist|artifacts)$/.test(entry.name) ? [] : filesIn(path);
    return /\.(?:tsx?|md)$/.test(entry.name) ? [path] : [];
  });

test("each rule has one number, without gaps", () => {
  expect(rules.length).toBeGreaterThan(80);
  expect(new Set(rules).size).toBe(rules.length);
  for (const prefix of prefixes.split("|")) {
    const numbers = rules
      .filter((rule) => rule.startsWith(`${prefix}-`))
      .map((rule) => Number(rule.split("-")[1]));
    expect(numbers, prefix).toEqual(numbers.map((_, i) => i + 1));
  }
});

test("rules that refer to others, and code and tests that cite them, name rules that exist", () => {
  const cited = new RegExp(`\\b(?:${prefixes})-\\d+\\b|(?<=SPEC )[A-Z]+-\\d+`, "g");
  const known = new Set(rules);
  const files = ["packages", "apps", "e2e", "tests", "docs"].flatMap(filesIn);
  expect(files.length).toBeGreaterThan(40);
  const unknown = files.flatMap((file) => {
    const text = readFileSync(root + file, "utf8");
    return [...new Set(text.match(cited))]
      .filter((rule) => !known.has(rule))
      .map((rule) => `${file}: ${rule}`);
  });
  expect(unknown).toEqual([]);
});
