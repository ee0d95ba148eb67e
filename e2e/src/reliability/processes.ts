import { readdir, readFile } from "node:fs/promises";
import { until } from "../until.ts";
import type { Someone } from "./world.ts";

interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Every process of this machine that can be looked at (proc(5)). */
const processes = async (): Promise<readonly Running[]> => {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const read = async (pid: string): Promise<Running[]> => {
    try {
      const stat = await readFile(`/proc/${pid}/stat`, "utf8");
      const command = (await readFile(`/proc/${pid}/cmdline`, "utf8")).replaceAll("\0", " ");
      // The name in brackets may hold anything, brackets too.
      const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return [{ pid: Number(pid), parent: Number(parent), command }];
    } catch {
      return []; // Ended in between.
    }
  };
  return (await Promise.all(pids.map(read))).flat();
};

/** All processes of somebody's browser, the first one first. */
const processesOf = async ({ browser }: Someone): Promise<readonly Running[]> => {
  const all = await processes();
  const family = all.filter(({ pid }) => pid === browser.process()?.pid);
  for (const one of family) family.push(...all.filter(({ parent }) => parent === one.pid));
  return family;
};

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch {
    // Ended in between.
  }
};

/** Stops a whole browser as the sleep of a machine does, or lets it go on. */
export const signalAll = async (someone: Someone, name: "SIGSTOP" | "SIGCONT"): Promise<void> => {
  for (const { pid } of await processesOf(someone)) signal(pid, name);
};

/**
 * Kills the processes of a browser whose command line fits.
 *
 * @returns how many there were
 */
export const killParts = async (someone: Someone, command: RegExp): Promise<number> => {
  const found = (await processesOf(someone)).filter((one) => command.test(one.command));
  for (const { pid } of found) signal(pid, "SIGKILL");
  await until("the processes have ended", async () => {
    const pids = (await processesOf(someone)).map(({ pid }) => pid);
    return found.every(({ pid }) => !pids.includes(pid));
  });
  return found.length;
};

/** What shows pages, in either browser. */
const RENDERER = /--type=renderer|-contentproc .*\btab\b/;

/** Kills all processes that show pages of somebody's browser. */
export const crash = async (someone: Someone): Promise<void> => {
  if ((await killParts(someone, RENDERER)) === 0) throw new Error("No process shows a page.");
};
