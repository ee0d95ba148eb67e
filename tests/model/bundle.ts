import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

/**
 * Writes the worker and all it imports into one file and returns its path. In one file an import() takes no time, so that
 * nothing of the simulated world waits for a real one.
 */
export const bundleWorker = async (): Promise<{ readonly path: string; remove(): void }> => {
  const entry = fileURLToPath(new URL("worker.ts", import.meta.url));
  const made = await build({
    configFile: false,
    logLevel: "error",
    ssr: { noExternal: true, resolve: { conditions: ["source"] } },
    build: {
      ssr: entry,
      write: false,
      minify: false,
      target: "node20",
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const [chunk] = (Array.isArray(made) ? made : [made]).flatMap((one) => ("output" in one ? one.output : []));
  if (chunk?.type !== "chunk") throw new Error("the worker was not built");
  const folder = mkdtempSync(join(tmpdir(), "onecall-model-"));
  const path = join(folder, "worker.mjs");
  writeFileSync(path, chunk.code);
  return { path, remove: () => rmSync(folder, { recursive: true }) };
};
