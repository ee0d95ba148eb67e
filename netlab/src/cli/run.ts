import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import type { Start } from "./desk.ts";

/**
 * Starts a program at a host, with this terminal for its output.
 *
 * @param input `inherit` gives it the keyboard too
 * @param folder where it starts
 */
export const start = (
  { namespace, program, args }: Start,
  input: "inherit" | "ignore",
  folder: string,
): ChildProcess =>
  spawn("ip", ["netns", "exec", namespace, program, ...args], {
    stdio: [input, "inherit", "inherit"],
    cwd: folder,
  });

/** Its exit code, or 128 and the number of the signal that ended it, as shells count. */
export const exitCodeOf = async (child: ChildProcess): Promise<number> => {
  const [code, signal]: [number | null, NodeJS.Signals | null] = await once(child, "exit").then(
    ([code, signal]) => [code, signal],
  );
  return code ?? 128 + (signal ? constants.signals[signal] : 0);
};
