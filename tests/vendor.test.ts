import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./arrows/workspaces.ts";

const FOLDER = join(ROOT, "apps/web/vendor/tflite");
const rows = readFileSync(join(FOLDER, "README.md"), "utf8").matchAll(/^\| `([^`]+)` \| `([0-9a-f]{64})`/gm);

test.each([...rows].map(([, file = "", sum = ""]) => [file, sum]))(
  "%s is what was published",
  (file, sum) => {
    const content = readFileSync(join(FOLDER, file));
    const published = file.endsWith(".js")
      ? content.toString().replace(/export default createTFLiteSIMDModule;\n$/, "")
      : content;
    expect(createHash("sha256").update(published).digest("hex")).toBe(sum);
  },
);
