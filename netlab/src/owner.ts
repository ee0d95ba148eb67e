import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";

const PATTERN = /^onecall-(\d+)-(\d+)-[0-9a-f]{8}(?:-[a-z0-9-]+)?$/;

/** When a process began, in clock ticks since the machine started (proc(5), field 22 of stat); undefined when it ended. */
const beginOf = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in brackets, with any characters.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // One that ended and is still kept for its parent.
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
};

/** A new name for a lab, `onecall-<pid>-<begin>-<random>`: everything it makes starts with it. */
export const newLabName = (): string =>
  `onecall-${process.pid}-${beginOf(process.pid)}-${randomBytes(4).toString("hex")}`;

/** Whether this is the name of something a lab made whose process is gone. Process numbers are used again, beginnings are not. */
export const isOrphan = (name: string): boolean => {
  const [, pid, begin] = PATTERN.exec(name) ?? [];
  return pid !== undefined && beginOf(Number(pid)) !== begin;
};

/** Number of the process that made something of this name. */
export const pidOf = (name: string): number => Number(PATTERN.exec(name)?.[1]);

/** Whether a lab named something so. */
export const isLabName = (name: string): boolean => PATTERN.test(name);
