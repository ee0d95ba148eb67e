import { spawn } from "node:child_process";
import { constants } from "node:os";
import { StepError } from "./say.mjs";

/** The npm that runs us, or the one on the PATH. @param {...string} args @returns {[string, ...string[]]} */
export function npm(...args) {
  const { npm_execpath: running } = process.env;
  return running?.endsWith("npm-cli.js") ? [process.execPath, running, ...args] : ["npm", ...args];
}

/**
 * Runs a command silently. What it printed is kept for the error.
 *
 * @param {readonly [string, ...string[]]} command
 * @param {{ cwd: string, failure: string }} options `failure`: the sentence to fail with
 * @returns {Promise<void>} rejects with StepError when the command fails; a signal to us ends it and then us
 */
export async function runQuietly([file, ...args], { cwd, failure }) {
  const child = spawn(file, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  /** @type {Buffer[]} */
  const output = [];
  child.stdout.on("data", (chunk) => output.push(chunk));
  child.stderr.on("data", (chunk) => output.push(chunk));

  /** @type {NodeJS.Signals | undefined} */
  let stopped;
  /** @param {NodeJS.Signals} signal */
  const stop = (signal) => {
    stopped = signal;
    child.kill(signal);
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    const code = await ended(child, failure);
    if (stopped !== undefined) process.exit(128 + constants.signals[stopped]);
    if (code !== 0) throw new StepError(failure, Buffer.concat(output).toString());
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {string} failure
 * @returns {Promise<number | null>}
 */
function ended(child, failure) {
  return new Promise((resolve, reject) => {
    child.once("error", (cause) => reject(new StepError(failure, String(cause))));
    child.once("close", resolve);
  });
}
