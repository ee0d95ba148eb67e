import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { interruptible, runQuietly } from "./command.mjs";
import { withBuildLock } from "./lock.mjs";
import { say } from "./say.mjs";

/** What is compiled by tsc, in the order of the arrows; the web app is bundled from the packages' sources. */
const COMPILED = ["packages/protocol", "packages/client", "apps/server"];
const WEB = "apps/web";
const RESULTS = [
  ...COMPILED.slice(0, 2).map((path) => `${path}/dist/index.js`),
  "apps/server/dist/main.js",
  `${WEB}/dist/app/index.html`,
];

/** Built again when one of these changes, beside everything in the folders above. */
const ROOT_FILES = ["package-lock.json", "tsconfig.base.json"];

/** Folders and files that do not end up in a build. */
const NOT_A_SOURCE = /(^|\/)(node_modules|dist)$|\.test\.tsx?$|\.md$/;

/**
 * Builds packages, server and web app when a source changed since the last build. Safe to call from several processes.
 *
 * @param {string} root
 */
export async function ensureBuilt(root) {
  const stamp = join(root, ".onecall", "built");
  if (isFresh(root, stamp)) return;
  await interruptible(() => withBuildLock(root, () => build(root, stamp)));
}

/** @param {string} root @param {string} stamp */
async function build(root, stamp) {
  const sources = hashOfSources(root);
  if (isFresh(root, stamp, sources)) return;
  // Without the stamp a build that is cut short counts as none.
  rmSync(stamp, { force: true });
  // The compiler trusts its own notes over the disk, so they go when their output is gone.
  for (const path of RESULTS.filter((result) => !existsSync(join(root, result)))) {
    rmSync(join(root, dirname(path), ".tsbuildinfo"), { force: true });
  }
  say("Building packages and server ...");
  await runQuietly([process.execPath, binary(root, "typescript", "bin/tsc"), "-b", ...COMPILED], {
    cwd: root,
    failure: "The packages or the server could not be compiled; what the compiler said is above.",
  });
  say("Building the web app ...");
  const web = join(root, WEB);
  await runQuietly([process.execPath, binary(web, "vite", "bin/vite.js"), "build", "--logLevel", "warn"], {
    cwd: web,
    failure: "The web app could not be built; what the bundler said is above.",
  });
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, sources);
}

/** @param {string} root @param {string} stamp @param {string} [sources] */
function isFresh(root, stamp, sources = hashOfSources(root)) {
  return (
    existsSync(stamp) &&
    readFileSync(stamp, "utf8") === sources &&
    RESULTS.every((path) => existsSync(join(root, path)))
  );
}

/** One hash over the names and contents of all sources. @param {string} root */
function hashOfSources(root) {
  const hash = createHash("sha256");
  for (const path of [...ROOT_FILES, ...[...COMPILED, WEB].flatMap((folder) => filesUnder(root, folder))]) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/** @param {string} root @param {string} folder @returns {string[]} */
function filesUnder(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .map((entry) => ({ entry, path: `${folder}/${entry.name}` }))
    .filter(({ path }) => !NOT_A_SOURCE.test(path))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .flatMap(({ entry, path }) => (entry.isDirectory() ? filesUnder(root, path) : [path]));
}

/** @param {string} from @param {string} name @param {string} path */
function binary(from, name, path) {
  const manifest = createRequire(join(from, "package.json")).resolve(`${name}/package.json`);
  return join(dirname(manifest), path);
}
