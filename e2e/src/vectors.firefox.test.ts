import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { test as base, expect } from "./scenario/test.ts";

/** As packages/protocol/vectors/run.ts gives it: both sides as JSON. */
interface Outcome {
  readonly name: string;
  readonly expected: string;
  readonly actual: string;
}

declare global {
  interface Window {
    vectors: { runVectors(): Promise<readonly Outcome[]> };
  }
}

const ENTRY = fileURLToPath(new URL("../../packages/protocol/vectors/run.ts", import.meta.url));

/** The protocol as one classic script that leaves `vectors` on the window. */
const bundle = async (): Promise<string> => {
  const result = await build({
    configFile: false,
    logLevel: "warn",
    build: { write: false, minify: false, lib: { entry: ENTRY, formats: ["iife"], name: "vectors" } },
  });
  const chunks = (Array.isArray(result) ? result : [result]).flatMap((one) =>
    "output" in one ? one.output : [],
  );
  const [script] = chunks.flatMap((chunk) => (chunk.type === "chunk" ? [chunk.code] : []));
  if (script === undefined) throw new Error("The bundle is empty.");
  return script;
};

const test = base.extend<{ page: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of needed fixtures from the pattern.
  page: async ({}, use) => {
    const script = await bundle();
    const server = createServer((request, response) => {
      response.setHeader("content-type", request.url === "/vectors.js" ? "text/javascript" : "text/html");
      response.end(
        request.url === "/vectors.js"
          ? script
          : '<!doctype html><title>Vectors</title><script src="/vectors.js"></script>',
      );
    });
    await once(server.listen(0, "localhost"), "listening");
    const address = server.address();
    await use(`http://localhost:${typeof address === "object" ? address?.port : ""}/`);
    server.closeAllConnections();
    server.close();
  },
});

test.for(["firefox", "chromium"] as const)(
  "KEY-2 to FRAME-3: all 38 reference values hold in %s",
  async (browser, { people, page }) => {
    const { tab } = await people.arrive(browser, browser);
    await tab.goto(page);
    const outcomes = await tab.evaluate(() => window.vectors.runVectors());
    expect(outcomes).toHaveLength(38);
    for (const { name, actual, expected } of outcomes) expect(actual, name).toBe(expected);
  },
);
