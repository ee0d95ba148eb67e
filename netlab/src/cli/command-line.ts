import { parseArgs } from "node:util";
import { count } from "./units.ts";
import { UsageError } from "./usage.ts";

/** What was asked for. */
export type CommandLine =
  | { readonly kind: "help" }
  | { readonly kind: "open"; readonly file: string | undefined; readonly keep: boolean }
  | { readonly kind: "remote"; readonly words: readonly string[]; readonly lab: number | undefined };

const OPTIONS = {
  help: { type: "boolean", short: "h" },
  lab: { type: "string" },
} as const;

const OPEN_OPTIONS = { ...OPTIONS, keep: { type: "boolean" } } as const;

/** parseArgs without its advice, which is for programmers. */
const parse = <T>(parsing: () => T): T => {
  try {
    return parsing();
  } catch (error) {
    const [sentence = ""] = error instanceof Error ? error.message.split(/[.\n]/) : [];
    throw new UsageError(`${sentence}; --help says what there is.`);
  }
};

/** How many arguments belong to netlab itself: options before the first word. What comes after belongs to the command. */
const own = (args: readonly string[]): number => {
  let n = 0;
  while (args[n]?.startsWith("-")) n += args[n] === "--lab" ? 2 : 1;
  return n;
};

/** @throws UsageError */
export const parseCommandLine = (args: readonly string[]): CommandLine => {
  const head = own(args);
  const words = args.slice(head);
  const { values } = parse(() => parseArgs({ args: args.slice(0, head), options: OPTIONS, strict: true }));
  if (values.help || words[0] === "help") return { kind: "help" };
  const lab = values.lab === undefined ? undefined : count(values.lab, "number of a lab");
  if (words.length > 0 && words[0] !== "open") return { kind: "remote", words, lab };
  if (lab !== undefined) throw new UsageError("--lab is for a command to a lab that is open already.");
  const opening = parse(() =>
    parseArgs({ args: words.slice(1), options: OPEN_OPTIONS, allowPositionals: true, strict: true }),
  );
  if (opening.values.help) return { kind: "help" };
  const [file, ...others] = opening.positionals;
  if (others.length > 0)
    throw new UsageError(`"${others.join(" ")}" is too much. Usage: open [FILE] [--keep]`);
  return { kind: "open", file, keep: opening.values.keep ?? false };
};
