import { spawn } from "node:child_process";
import { constants } from "node:os";
import { say } from "./say.mjs";

/** Longer than any part takes on two slow cores, shorter than anyone waits for a hung browser. */
const LIMIT_MS = 20 * 60_000;

/**
 * Runs a command with its output going straight through. The command and all it started end with us, and at the limit.
 *
 * @param {readonly [string, ...string[]]} command
 * @param {string} cwd
 * @returns {Promise<number | null>} exit code; null when it could not be started or was ended by a signal
 */
export function runStreaming([file, ...args], cwd) {
  return new Promise((resolve) => {
    // A group of its own, so that browsers left behind by a crash can be ended together.
    const child = spawn(file, args, { cwd, stdio: ["ignore", "inherit", "inherit"], detached: true });
    const limit = setTimeout(() => {
      say(`Ended after ${LIMIT_MS / 60_000} minutes without an end: ${args.join(" ")}`);
      endGroup(child.pid, "SIGKILL");
    }, LIMIT_MS);
    /** @param {NodeJS.Signals} signal */
    const stop = (signal) => {
      endGroup(child.pid, signal);
      process.exit(128 + constants.signals[signal]);
    };
    process.on("SIGINT", stop).on("SIGTERM", stop);
    /** @param {number | null} code */
    const done = (code) => {
      clearTimeout(limit);
      process.off("SIGINT", stop).off("SIGTERM", stop);
      endGroup(child.pid, "SIGKILL");
      resolve(code);
    };
    child.once("error", (error) => {
      say(error.message);
      done(null);
    });
    child.once("close", done);
  });
}

/** @param {number | undefined} pid of the group's first process @param {NodeJS.Signals} signal */
function endGroup(pid, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Nothing of the group is left.
  }
}
