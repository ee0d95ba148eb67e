import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { NetlabError } from "./errors.ts";

/**
 * Runs a program to its end, with `input` on its standard input, and gives what it wrote to its standard output.
 *
 * @throws NetlabError `command-failed` when it can not be started or its exit code is not 0; the message holds what it said
 */
export const run = async (program: string, args: readonly string[], input = ""): Promise<string> => {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
  // A program that ends without reading its input is judged by its exit code.
  child.stdin.on("error", () => undefined).end(input);
  try {
    const [said, wrong, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close"),
    ]);
    if (code === 0) return said;
    throw new Error(wrong.trim() || `exit code ${code}`);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NetlabError("command-failed", `${[program, ...args].join(" ")} (${why})`, cause);
  }
};
