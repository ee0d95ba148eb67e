import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { NetlabError } from "./errors.ts";

const PROGRAMS = ["ip", "iptables-restore", "ip6tables-restore", "sysctl"] as const;

/** What a lab needs to know of the machine it runs on. */
export interface Machine {
  readonly platform: string;
  /** User number; undefined where the system has none. */
  readonly user: number | undefined;
  /** Whether a program is installed. */
  has(program: string): boolean;
}

const isRunnable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Whether a program is installed on this machine. */
export const hasProgram = (program: string): boolean =>
  (process.env["PATH"] ?? "").split(":").some((folder) => isRunnable(join(folder, program)));

const THIS_MACHINE: Machine = {
  platform: process.platform,
  user: process.getuid?.(),
  has: hasProgram,
};

/**
 * Throws where no lab can be made.
 *
 * @throws NetlabError `not-linux`, `not-root`, `program-missing`
 */
export const checkMachine = (machine: Machine = THIS_MACHINE): void => {
  if (machine.platform !== "linux") throw new NetlabError("not-linux");
  if (machine.user !== 0) throw new NetlabError("not-root");
  const missing = PROGRAMS.find((program) => !machine.has(program));
  if (missing !== undefined) throw new NetlabError("program-missing", missing);
};
