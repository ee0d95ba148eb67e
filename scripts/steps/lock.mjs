import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { StepError, say } from "./say.mjs";

const POLL_MS = 100;
const PATIENCE_MS = 10 * 60_000;

/** Whether this process holds the lock. */
let held = false;

/**
 * Runs `work` while no other process of this checkout installs or builds; waits for one that does.
 *
 * @template T
 * @param {string} root the checkout
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withBuildLock(root, work) {
  const file = join(root, ".onecall", "build.lock");
  mkdirSync(dirname(file), { recursive: true });
  await take(file);
  held = true;
  const release = () => {
    held = false;
    rmSync(file, { force: true });
  };
  process.once("exit", release);
  try {
    return await work();
  } finally {
    process.off("exit", release);
    release();
  }
}

/** @param {string} file */
async function take(file) {
  const patience = Date.now() + PATIENCE_MS;
  let told = false;
  while (!tryToTake(file)) {
    const owner = ownerOf(file);
    if (owner === undefined) continue;
    if (!isAlive(owner)) {
      dropStale(file, owner);
      continue;
    }
    if (Date.now() > patience) {
      throw new StepError(`Process ${owner} has been building for too long: end it, or remove ${file}.`);
    }
    if (!told) say(`Waiting for process ${owner}, which is building ...`);
    told = true;
    await setTimeout(POLL_MS);
  }
}

/** The file appears with its content in one step, so that no one ever reads it half written. @param {string} file */
function tryToTake(file) {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** @param {string} file @returns {number | undefined} undefined when it was released just now */
function ownerOf(file) {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  // Our own number in a file we do not hold was written by an earlier process, typically in a container.
  if (pid === process.pid) return held;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** Takes a dead process's file away; puts it back when it turns out to be a living one's. @param {string} file @param {number} dead */
function dropStale(file, dead) {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
    if (ownerOf(aside) !== dead) linkSync(aside, file);
  } catch (error) {
    if (codeOf(error) !== "ENOENT" && codeOf(error) !== "EEXIST") throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
