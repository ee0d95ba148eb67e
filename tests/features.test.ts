import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = readFileSync(`${root}docs/features.md`, "utf8");

test("every row of docs/features.md names a test, and every test it names is there", () => {
  const [wanted = ""] = page.split("## Not there yet");
  const rows = wanted.split("\n").filter((line) => /^\| [^-]/.test(line) && !line.startsWith("| what |"));
  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows) {
    const files = [...row.matchAll(/`([^`]+\.test\.tsx?)`/g)].map(([, file = ""]) => file);
    expect(files.length, row).toBeGreaterThan(0);
    for (const file of files) expect(existsSync(root + file), file).toBe(true);
  }
});
