/** The command: `npm run netlab -- ...`. */
import { checkMachine } from "../machine.ts";
import { read } from "./actions.ts";
import { parseCommandLine } from "./command-line.ts";
import { send } from "./control.ts";
import { exitCodeOf, start } from "./run.ts";
import { hold } from "./session.ts";
import { complaint, HELP } from "./usage.ts";

/** Where the person is: npm starts scripts in the folder of their package. */
const folder = process.env["INIT_CWD"] ?? process.cwd();

const remote = async (words: readonly string[], lab: number | undefined): Promise<number> => {
  // Wrong words are told whether a lab is open or not.
  read(words);
  checkMachine();
  const outcome = await send({ words, folder }, lab);
  if (outcome.kind === "said") process.stdout.write(`${outcome.text}\n`);
  if (outcome.kind !== "start") return 0;
  // Ctrl-C is for the program.
  process.on("SIGINT", () => undefined);
  return await exitCodeOf(start(outcome.start, "inherit", folder));
};

const main = async (args: readonly string[]): Promise<number> => {
  const command = parseCommandLine(args);
  switch (command.kind) {
    case "help":
      process.stdout.write(HELP);
      return 0;
    case "open":
      return await hold(command.file, command.keep, folder);
    case "remote":
      return await remote(command.words, command.lab);
  }
};

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const { sentence, exitCode } = complaint(error);
  process.stderr.write(`${sentence}\n`);
  process.exitCode = exitCode;
}
