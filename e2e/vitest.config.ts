import { defineConfig } from "vitest/config";

/** Workspace packages resolve to their TypeScript source, so no test ever runs against a stale build. */
const conditions = ["source", "node", "development|production"];

/** Real browsers share two cores, so files run one after the other, and nothing is ever tried twice. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: "e2e",
    root: import.meta.dirname,
    environment: "node",
    include: ["src/**/*.test.ts"],
    fileParallelism: false,
    maxWorkers: 1,
    retry: 0,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
  },
});
