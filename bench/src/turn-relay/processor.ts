import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** The servers run on the one core, what loads them on the other. */
export const SERVER_CORE = 1;
const LOAD_CORE = 0;

/** What a process has used and been denied, in nanoseconds. */
export interface Usage {
  readonly running: number;
  /** Ready to run while someone else ran on its core: other programs of the machine disturb the measurement. */
  readonly waiting: number;
}

/** Of all threads of a process that are alive (Linux, Documentation/scheduler/sched-stats.rst). */
export function usageOf(pid: number): Usage {
  let running = 0;
  let waiting = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const [ran = 0, waited = 0] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8")
      .split(" ")
      .map(Number);
    running += ran;
    waiting += waited;
  }
  return { running, waiting };
}

export function usedSince(pid: number, before: Usage): Usage {
  const now = usageOf(pid);
  return { running: now.running - before.running, waiting: now.waiting - before.waiting };
}

/** Resident memory of a process, bytes. */
export function residentOf(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(line?.[1]) * 1024;
}

/** Moves this process, and what it starts from now on, to the core of the load. */
export function moveToLoadCore(): void {
  execFileSync("taskset", ["-a", "-p", "-c", `${LOAD_CORE}`, `${process.pid}`], { stdio: "ignore" });
}
