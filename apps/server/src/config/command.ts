import { StartError } from "../start-error.ts";
import { nearest } from "./nearest.ts";

/** What the program is to do, and what `--help` says of it. */
export const COMMANDS = {
  "": "Everything: web app, signalling, STUN and TURN on one port",
  turn: "STUN and TURN alone, for servers elsewhere that list this one in --turn-external",
  "doctor turn": "Checks every STUN and TURN server of the configuration as a device would",
} as const;

export type Command = keyof typeof COMMANDS;

const isCommand = (text: string): text is Command => Object.hasOwn(COMMANDS, text);

/**
 * Splits the command off the options.
 * @throws StartError config-name for one that does not exist
 */
export const readCommand = (args: readonly string[]): { command: Command; rest: readonly string[] } => {
  const firstOption = args.findIndex((arg) => arg.startsWith("-"));
  const words = firstOption < 0 ? args : args.slice(0, firstOption);
  const command = words.join(" ");
  if (isCommand(command)) return { command, rest: args.slice(words.length) };
  const known = Object.keys(COMMANDS).filter((name) => name !== "");
  throw new StartError(
    "config-name",
    `There is no command ${JSON.stringify(command)}. Did you mean "${nearest(command, known)}"? Options start with --, like --port 8000.`,
  );
};
