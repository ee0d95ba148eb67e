import { readFile } from "node:fs/promises";
import { constants } from "node:os";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { Lab } from "../lab.ts";
import { checkMachine } from "../machine.ts";
import { read } from "./actions.ts";
import { Control } from "./control.ts";
import { Desk, type Start } from "./desk.ts";
import { exitCodeOf, start } from "./run.ts";
import { complaint, UsageError } from "./usage.ts";
import { split } from "./words.ts";

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const PROMPT = "netlab> ";

type Commands = readonly (readonly string[])[];

/** The commands of a file; all are read before the first is done. */
const commandsOf = async (path: string): Promise<Commands> => {
  const text = await readFile(path, "utf8").catch((cause: Error) => {
    throw new UsageError(`${path} can not be read (${cause.message}).`);
  });
  return text.split("\n").flatMap((line, n) => {
    try {
      const words = split(line);
      if (words.length === 0) return [];
      read(words);
      return [words];
    } catch (error) {
      throw error instanceof UsageError
        ? new UsageError(`Line ${n + 1} of ${path}: ${error.message}`)
        : error;
    }
  });
};

/** Starts a program and says how it ended; the next command does not wait for it. */
const startBeside = (what: Start, folder: string): void => {
  const child = start(what, "ignore", folder);
  void exitCodeOf(child).then(
    (code) => say(`${what.program} ended with ${code}.`),
    (error: Error) => say(`${what.program} did not start (${error.message}).`),
  );
};

/** A promise from outside. */
class End {
  readonly code: Promise<number>;
  readonly #resolve: (code: number) => void;

  constructor() {
    let settle: (code: number) => void = () => undefined;
    this.code = new Promise((resolve) => {
      settle = resolve;
    });
    this.#resolve = settle;
  }

  with(code: number): void {
    this.#resolve(code);
  }
}

/** Takes commands from standard input until that ends or the lab. */
const converse = async (
  perform: (words: readonly string[]) => Promise<void>,
  end: End,
  keep: boolean,
): Promise<void> => {
  const isPerson = process.stdin.isTTY === true;
  const input = createInterface({
    input: process.stdin,
    ...(isPerson && { output: process.stdout, prompt: PROMPT }),
  });
  void end.code.then(() => input.close());
  input.on("SIGINT", () => end.with(128 + constants.signals.SIGINT));
  if (isPerson) input.prompt();
  for await (const line of input) {
    try {
      const words = split(line);
      if (words.length > 0) await perform(words);
    } catch (error) {
      const { sentence, exitCode } = complaint(error);
      process.stderr.write(`${sentence}\n`);
      // A person types again; a script would go on with something else than it thinks.
      if (!isPerson) return end.with(exitCode);
    }
    if (isPerson) input.prompt();
  }
  if (!keep) end.with(0);
};

/**
 * Opens a lab and takes commands until one of them, a signal or the end of the input closes it.
 *
 * @param file of commands to begin with
 * @param keep whether to stay when the input ends
 * @param folder which file names start from
 * @returns exit code
 */
export const hold = async (file: string | undefined, keep: boolean, folder: string): Promise<number> => {
  const first = file === undefined ? [] : await commandsOf(resolve(folder, file));
  checkMachine();
  const end = new End();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => end.with(128 + constants.signals[signal]));
  const lab = await Lab.open();
  let control: Control | undefined;
  try {
    const desk = new Desk(lab);
    control = await Control.open(lab.internet.name, async ({ words, folder }) => {
      const outcome = await desk.perform(read(words), folder);
      if (outcome.kind === "close") end.with(0);
      return outcome;
    });
    const perform = async (words: readonly string[]): Promise<void> => {
      const outcome = await desk.perform(read(words), folder);
      if (outcome.kind === "said") say(outcome.text);
      else if (outcome.kind === "close") end.with(0);
      else startBeside(outcome.start, folder);
    };
    for (const words of first) await perform(words);
    say(`Lab ${process.pid} is open. help lists the commands, close ends it.`);
    void converse(perform, end, keep);
    return await end.code;
  } finally {
    process.stdin.destroy();
    await lab[Symbol.asyncDispose]();
    // Last, so that who asked to close it hears of that when all is gone.
    await control?.[Symbol.asyncDispose]();
  }
};
