import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

/** Workspace packages resolve to their TypeScript source, so no test ever runs against a stale build. */
const conditions = ["source", "module", "browser", "development|production"];

export default defineConfig({
  test: {
    reporters: ["default"],
    projects: [
      {
        resolve: { conditions: ["source", "node", "development|production"] },
        ssr: { resolve: { conditions: ["source", "node", "development|production"] } },
        test: {
          name: "unit",
          environment: "node",
          include: [
            "packages/*/src/**/*.test.ts",
            "apps/server/src/**/*.test.ts",
            "netlab/src/**/*.test.ts",
            "bench/src/**/*.test.ts",
            "tests/*.test.ts",
          ],
          exclude: ["**/*.browser.test.ts", "**/*.interop.test.ts"],
        },
      },
      {
        resolve: { conditions: ["source", "node", "development|production"] },
        ssr: { resolve: { conditions: ["source", "node", "development|production"] } },
        test: {
          name: "interop",
          environment: "node",
          include: [
            "packages/turn/src/**/*.interop.test.ts",
            "apps/server/src/**/*.interop.test.ts",
            "netlab/src/**/*.interop.test.ts",
          ],
          fileParallelism: false,
        },
      },
      {
        resolve: { conditions },
        // Bundled before the first test: a dependency found midway would reload the page under a running one.
        optimizeDeps: {
          include: [
            "@preact/signals",
            "axe-core",
            "fast-check",
            "idb-keyval",
            "lucide",
            "preact",
            "preact/hooks",
            "preact/jsx-dev-runtime",
            "preact/test-utils",
            "socket.io-client",
            "uqr",
            "valibot",
          ],
        },
        test: {
          name: "chromium",
          setupFiles: ["apps/web/src/testing/all-words.ts"],
          include: ["packages/*/src/**/*.browser.test.ts", "apps/web/src/**/*.test.{ts,tsx}"],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                executablePath: "/usr/bin/chromium",
                args: [
                  "--no-sandbox",
                  "--use-fake-device-for-media-stream",
                  "--use-fake-ui-for-media-stream",
                  "--autoplay-policy=no-user-gesture-required",
                ],
              },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});
