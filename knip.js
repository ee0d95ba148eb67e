/**
 * Run twice: `knip` looks at everything, `knip --production` only at what ships (marked "!"), so that code which nothing but
 * a test uses is found too. There an export that its own file uses is in order: it is there for a test to reach.
 *
 * @type {import("knip").KnipConfig}
 */
export default {
  ignoreExportsUsedInFile: process.argv.includes("--production"),
  workspaces: {
    ".": {
      entry: ["scripts/*.mjs!", "tests/*.test.ts"],
      project: ["scripts/**/*.mjs!", "tests/**/*.ts"],
      // tests/tsconfig.json names it for the JSX of the web app's tests; apps/web declares it.
      ignoreDependencies: ["preact"],
      // Part of Debian, which is what scripts/setup-tests.mjs installs on.
      ignoreBinaries: ["apt-get", "unshare"],
    },
    "packages/*": {
      project: ["src/**/*.ts!", "!src/**/*.test.ts!"],
    },
    "packages/protocol": {
      project: ["src/**/*.ts!", "vectors/**/*.ts", "!src/**/*.test.ts!"],
    },
    "apps/server": {
      project: ["src/**/*.ts!", "testing/**/*.ts", "!src/**/*.test.ts!"],
      // Debian packages, installed by scripts/setup-tests.mjs.
      ignoreBinaries: ["openssl", "tcpdump", "turnadmin", "turnserver", "unshare"],
    },
    "apps/web": {
      project: ["src/**/*.{ts,tsx}!", "!src/**/*.test.{ts,tsx}!", "!src/testing/**!"],
      // Imported by the style sheet, which knip does not read.
      ignoreDependencies: ["@fontsource-variable/inter"],
    },
    netlab: {
      entry: ["src/cli/main.ts!"],
      project: ["src/**/*.ts!", "testing/**/*.ts", "!src/**/*.test.ts!"],
      // A Debian package, installed by scripts/setup-tests.mjs.
      ignoreBinaries: ["ip"],
    },
    bench: {
      entry: ["src/*/main.ts!"],
      project: ["src/**/*.ts!", "!src/**/*.test.ts!"],
      // Of whoever measures; each says so when it is missing.
      ignoreBinaries: ["cc", "openssl", "taskset"],
    },
    e2e: {
      entry: ["src/screenshots.ts", "src/reliability/main.ts"],
      project: ["src/**/*.ts"],
      // A Debian package, installed by scripts/setup-tests.mjs.
      ignoreBinaries: ["tcpdump"],
    },
  },
};
