import { spawn } from "node:child_process";
import { constants } from "node:os";
import { StepError } from "./say.mjs";

/** The npm that runs us, or the one on the PATH. @param {...string} args @returns {[string, ...string[]]} */
export function npm(...args) {
  const { npm_execpath: script } = process.env;
  return script?.endsWith("npm-cli.js") ? [process.execPath, script, ...args] : ["npm", ...args];
}

/** The command that runs right now. @type {import("node:child_process").ChildProcess | undefined} */
let running;
/** @type {NodeJS.Signals | undefined} */
let stopped;

/**
 * While `work` runs, SIGINT and SIGTERM end the running command first and then this process, with the usual exit code.
 *
 * @param {() => Promise<void>} work
 */
export async function interruptible(work) {
  /** @param {NodeJS.Signals} signal */
  const stop = (signal) => {
    stopped = signal;
    if (running === undefined) exitAfter(signal);
    running.kill(signal);
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    await work();
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

/**
 * Runs a command silently. What it printed is kept for the error.
 *
 * @param {readonly [string, ...string[]]} command
 * @param {{ cwd: string, failure: string }} options `failure`: the sentence to fail with
 * @returns {Promise<void>} rejects with StepError when the command fails
 */
export async function runQuietly([file, ...args], { cwd, failure }) {
  const child = spawn(file, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  /** @type {Buffer[]} */
  const output = [];
  child.stdout.on("data", (chunk) => output.push(chunk));
  child.stderr.on("data", (chunk) => output.push(chunk));
  running = child;
  try {
    const code = await ended(child, failure);
    if (stopped !== undefined) exitAfter(stopped);
    if (code !== 0) throw new StepError(failure, Buffer.concat(output).toString());
  } finally {
    running = undefined;
  }
}

/** @param {NodeJS.Signals} signal @returns {never} */
function exitAfter(signal) {
  process.exit(128 + constants.signals[signal]);
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
