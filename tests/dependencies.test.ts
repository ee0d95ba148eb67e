import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT, readWorkspaces } from "./arrows/workspaces.ts";

/** What ships: packages and apps. The end-to-end tests and other tools do not. */
const shipped = readWorkspaces().filter(({ folder }) => /^(packages|apps)\//.test(folder));

/** "package in folder" for every runtime dependency that is not our own. */
const declared = shipped.flatMap(({ folder, dependencies }) =>
  [...dependencies].filter((name) => !name.startsWith("@onecall/")).map((name) => `${name} in ${folder}`),
);

const rows = readFileSync(join(ROOT, "docs/decisions/0002-dependencies.md"), "utf8")
  .split("\n")
  .map((line) => /^\| `(?<name>[^`]+)` \| (?<folders>[^|]+) \| (?<why>[^|]+) \|$/.exec(line)?.groups)
  .filter((groups) => groups !== undefined)
  .map(({ name = "", folders = "", why = "" }) => ({
    name,
    folders: folders.trim().split(", "),
    why: why.trim(),
  }));

describe("runtime dependencies", () => {
  test("are those of the decision record, and the record has no other", () => {
    expect(declared.length).toBeGreaterThan(10);
    expect(
      rows.flatMap(({ name, folders }) => folders.map((folder) => `${name} in ${folder}`)).sort(),
    ).toEqual([...declared].sort());
  });

  test("have one row each, in order, with a reason that is a sentence", () => {
    const names = rows.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)].sort());
    for (const { name, why } of rows) expect(why, name).toMatch(/^[A-Z].{30,}\.$/);
  });

  test("are at most ten on the server and ten in the page", () => {
    const onServer = rows.filter(({ folders }) => folders.includes("apps/server"));
    const inPage = rows.filter(({ folders }) => folders.some((folder) => folder !== "apps/server"));
    expect(onServer.length).toBeLessThanOrEqual(10);
    expect(inPage.length).toBeLessThanOrEqual(10);
  });

  test("have exact versions", () => {
    for (const { folder } of shipped) {
      const manifest: { dependencies?: Record<string, string> } = readJson(`${folder}/package.json`);
      for (const [name, version] of Object.entries(manifest.dependencies ?? {})) {
        expect(version, `${name} in ${folder}`).toMatch(/^\d+\.\d+\.\d+$/);
      }
    }
  });
});

describe("the lock file", () => {
  const lock: { packages: Record<string, { version?: string; integrity?: string; link?: boolean }> } =
    readJson("package-lock.json");
  const installed = Object.entries(lock.packages)
    .filter(([path, entry]) => path.includes("node_modules/") && entry.link !== true)
    .map(([path, entry]) => ({ path, name: path.replace(/^.*node_modules\//, ""), ...entry }));

  test.each([
    ["socket.io", "4.8.4"],
    ["engine.io", "6.6.12"],
    ["socket.io-parser", "4.2.7"],
    ["ws", "8.23.0"],
  ])("has no %s below %s, wherever it is nested", (name, floor) => {
    const copies = installed.filter((entry) => entry.name === name);
    expect(copies.length).toBeGreaterThan(0);
    const tooOld = copies.filter(({ version = "0.0.0" }) => isBelow(version, floor));
    expect(tooOld.map(({ path, version }) => `${path} ${version}`)).toEqual([]);
  });

  test("has a checksum for everything", () => {
    expect(installed.length).toBeGreaterThan(100);
    expect(installed.filter(({ integrity }) => integrity === undefined)).toEqual([]);
  });

  test("names no registry", () => {
    expect(readFileSync(join(ROOT, "package-lock.json"), "utf8")).not.toMatch(
      /"resolved": "(https?|git|ssh)/,
    );
  });
});

test.each([
  ["8.22.9", "8.23.0", true],
  ["8.23.0", "8.23.0", false],
  ["8.9.9", "8.23.0", true],
  ["10.0.0", "8.23.0", false],
  ["8.23.0-rc.1", "8.23.0", true],
])("%s is below %s: %s", (version, floor, below) => {
  expect(isBelow(version, floor)).toBe(below);
});

function isBelow(version: string, floor: string): boolean {
  const numbers = version.split(/[.-]/).slice(0, 3).map(Number);
  for (const [index, wanted] of floor.split(".").map(Number).entries()) {
    const number = numbers[index] ?? 0;
    if (number !== wanted) return number < wanted;
  }
  // A pre-release comes before its release.
  return version.includes("-");
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(ROOT, path), "utf8"));
}
