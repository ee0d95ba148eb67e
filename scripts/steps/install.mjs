import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { interruptible, npm, runQuietly } from "./command.mjs";
import { withBuildLock } from "./lock.mjs";
import { say } from "./say.mjs";

/**
 * @typedef {{ version?: string, integrity?: string, link?: boolean, optional?: boolean, devOptional?: boolean }} Locked
 */

/**
 * Installs the dependencies when node_modules is not what package-lock.json says. No install script of any package runs.
 *
 * @param {string} root
 */
export async function ensureInstalled(root) {
  if (isInstalled(root)) return;
  const install = async () => {
    if (isInstalled(root)) return;
    say("Installing dependencies ...");
    await runQuietly(npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"), {
      cwd: root,
      failure: "The dependencies could not be installed; what npm said is above.",
    });
  };
  await interruptible(() => withBuildLock(root, install));
}

/** @param {string} root */
function isInstalled(root) {
  const wanted = readLock(join(root, "package-lock.json"));
  // npm writes this file last, so an install that was interrupted does not count.
  const present = readLock(join(root, "node_modules", ".package-lock.json"));
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes("node_modules/")) return true;
    const found = present[path];
    // Packages for other platforms stay away.
    if (found === undefined) return entry.optional === true || entry.devOptional === true;
    const same = found.version === entry.version && found.integrity === entry.integrity;
    return same && existsSync(join(root, path));
  });
}

/** @param {string} file @returns {Record<string, Locked> | undefined} */
function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}
