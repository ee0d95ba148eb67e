import { NetlabError } from "../errors.ts";

/** What was typed is no command; the message is one sentence about it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** How each command is written, and what it does. */
export const COMMANDS = {
  add: ["add HOST [CONNECTION...]", "a new host"],
  domain: ["domain NAME HOST", "make a domain name lead to a host, for everyone in the lab"],
  list: ["list", "all hosts with their addresses and lines"],
  run: ["run HOST PROGRAM [ARGUMENT...]", "start a program at a host"],
  delay: ["delay HOST TIME [up|down]", "how long packets are under way"],
  jitter: ["jitter HOST TIME [up|down]", "how much the delay wanders around that"],
  loss: ["loss HOST SHARE [burst LENGTH] [up|down]", "lose packets, one by one or in bursts"],
  reorder: ["reorder HOST SHARE [up|down]", "let packets be overtaken"],
  duplicate: ["duplicate HOST SHARE [up|down]", "deliver packets twice"],
  rate: ["rate HOST RATE [up|down]", "how much fits through"],
  queue: ["queue HOST TIME [up|down]", "how long packets wait for the rate before they are dropped"],
  seed: ["seed HOST NUMBER", "begin the random decisions of the line anew"],
  cut: ["cut HOST [up|down]", "packets vanish and nobody is told"],
  heal: ["heal HOST", "ends what cut began"],
  unplug: ["unplug HOST", "pull the cable: the system of the host knows"],
  plug: ["plug HOST", "put it back"],
  move: [
    "move HOST [CONNECTION...]",
    "another network, device and address; the same kind when none is named",
  ],
  firewall: ["firewall HOST FIREWALL|none", "change what the gateway of a host lets out"],
  counts: ["counts HOST", "what became of its packets"],
  capture: ["capture HOST|internet FILE", "write packets to a file for Wireshark, until the lab is closed"],
  help: ["help", "this text"],
  close: ["close", "end everything in the lab and remove it"],
} as const;

export type CommandName = keyof typeof COMMANDS;

export const isCommandName = (word: string): word is CommandName => Object.hasOwn(COMMANDS, word);

/** How to write a command, for who did it wrong. */
export const usageOf = (name: CommandName): string => `Usage: ${COMMANDS[name][0]}`;

const WIDTH = 42;

/** All commands and what stands for what in them. */
export const commandHelp = (): string =>
  [
    ...Object.values(COMMANDS).map(([usage, does]) => `  ${usage.padEnd(WIDTH)}${does}`),
    "",
    "  CONNECTION  --nat full-cone|port-restricted|symmetric, --firewall FIREWALL, --ipv4 or --ipv6 for one family only,",
    "              --no-line for a plain cable (faster, and nothing of it can be changed)",
    "  FIREWALL    no-udp, only-tcp:PORT, only-tls:PORT",
    "  TIME        80ms, 1.5s          RATE  250kbit/s, 2.5mbit/s, unlimited",
    "  SHARE       5%                  up    from the host; down: to it; without: both",
  ].join("\n");

export const HELP = `Networks on one machine: hosts behind NATs, firewalls and bad lines. Needs root on Linux.

  npm run netlab                            open a lab, with a prompt for commands
  npm run netlab -- open [FILE] [--keep]    the same after the commands of a file, one a line, # for remarks;
                                            --keep: stay open when the input ends
  npm run netlab -- COMMAND                 a command for the lab that is open in another terminal
  npm run netlab -- --lab NUMBER COMMAND    for one of several
  npm run netlab -- --help                  this text

Commands
${commandHelp()}

Exit code: 0 done, 2 wrong usage, 1 anything else; of run in another terminal, that of the program.
`;

/** Mistakes of whoever asked. */
const MISTAKES: ReadonlySet<string> = new Set([
  "name-invalid",
  "domain-invalid",
  "line-invalid",
  "no-gateway",
]);

/** What to say of an error, and which exit code it means. */
export const complaint = (error: unknown): { readonly sentence: string; readonly exitCode: 1 | 2 } => {
  const sentence = error instanceof Error ? error.message : String(error);
  const isMistake = error instanceof UsageError || (error instanceof NetlabError && MISTAKES.has(error.code));
  return { sentence, exitCode: isMistake ? 2 : 1 };
};
