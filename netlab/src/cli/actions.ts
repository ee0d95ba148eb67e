import type { Connection } from "../access.ts";
import type { Way } from "../line/orders.ts";
import type { Direction, LineSettings } from "../line/settings.ts";
import type { Firewall } from "../rules.ts";
import { firewallOf, readConnection } from "./connection.ts";
import { count, rate, share, time } from "./units.ts";
import { type CommandName, isCommandName, UsageError, usageOf } from "./usage.ts";

/** What a command asks for. */
export type Action =
  | { readonly action: "add"; readonly host: string; readonly connection: Connection }
  | { readonly action: "domain"; readonly domain: string; readonly host: string }
  | {
      readonly action: "run";
      readonly host: string;
      readonly program: string;
      readonly args: readonly string[];
    }
  | { readonly action: "set"; readonly host: string; readonly settings: Partial<LineSettings> }
  | { readonly action: "cut"; readonly host: string; readonly way: Way | "both" }
  | { readonly action: "heal" | "unplug" | "plug" | "counts"; readonly host: string }
  /** Without a connection one like before. */
  | { readonly action: "move"; readonly host: string; readonly connection: Connection | undefined }
  | { readonly action: "firewall"; readonly host: string; readonly firewall: Firewall | undefined }
  | { readonly action: "capture"; readonly place: string; readonly file: string }
  | { readonly action: "list" | "help" | "close" };

type Words = readonly string[];

/** @throws UsageError when there are more */
const take = (words: Words, most: number): Words => {
  if (words.length > most) throw new UsageError(`"${words.slice(most).join(" ")}" is too much.`);
  return words;
};

const need = (word: string | undefined, what: string): string => {
  if (word === undefined || word === "") throw new UsageError(`A ${what} is missing.`);
  return word;
};

const hostOnly = (words: Words): string => need(take(words, 1)[0], "host");

const isWay = (word: string | undefined): word is Way => word === "up" || word === "down";

/** Takes `up` or `down` off the end. */
const wayOf = (words: Words): { readonly way: Way | "both"; readonly others: Words } => {
  const last = words.at(-1);
  return isWay(last) ? { way: last, others: words.slice(0, -1) } : { way: "both", others: words };
};

const setting = (words: Words, read: (words: Words) => Partial<Direction>): Action => {
  const { way, others } = wayOf(words.slice(1));
  const change = read(others);
  const host = need(words[0], "host");
  return { action: "set", host, settings: way === "both" ? change : { [way]: change } };
};

const simple =
  (
    key: "delay" | "jitter" | "queue" | "reorder" | "duplicate" | "rate",
    read: (text: string) => number,
    what: string,
  ) =>
  (words: Words): Action =>
    setting(words, (values) => ({ [key]: read(need(take(values, 1)[0], what)) }));

const loss = (words: Words): Action =>
  setting(words, (values) => {
    const [text, burst, length] = take(values, 3);
    const ratio = share(need(text, "share"));
    if (burst === undefined) return { loss: ratio };
    if (burst !== "burst") throw new UsageError(`"${burst}" is neither burst nor up nor down.`);
    return {
      loss: { kind: "burst", ratio, length: count(need(length, "length of bursts"), "number of packets") },
    };
  });

const alone =
  (action: "list" | "help" | "close") =>
  (words: Words): Action => {
    take(words, 0);
    return { action };
  };

const READERS: Readonly<Record<CommandName, (words: Words) => Action>> = {
  add: (words) => {
    const { host, connection } = readConnection(words);
    return { action: "add", host: need(host, "host"), connection: connection ?? { line: {} } };
  },
  domain: (words) => {
    const [domain, host] = take(words, 2);
    return { action: "domain", domain: need(domain, "domain"), host: need(host, "host") };
  },
  list: alone("list"),
  run: ([host, program, ...args]) => ({
    action: "run",
    host: need(host, "host"),
    program: need(program, "program"),
    args,
  }),
  delay: simple("delay", time, "time"),
  jitter: simple("jitter", time, "time"),
  loss,
  reorder: simple("reorder", share, "share"),
  duplicate: simple("duplicate", share, "share"),
  rate: simple("rate", rate, "rate"),
  queue: simple("queue", time, "time"),
  seed: (words) => {
    const [host, text] = take(words, 2);
    const seed = count(need(text, "number"), "number");
    return { action: "set", host: need(host, "host"), settings: { seed } };
  },
  cut: (words) => {
    const { way, others } = wayOf(words.slice(1));
    take(others, 0);
    return { action: "cut", host: need(words[0], "host"), way };
  },
  heal: (words) => ({ action: "heal", host: hostOnly(words) }),
  unplug: (words) => ({ action: "unplug", host: hostOnly(words) }),
  plug: (words) => ({ action: "plug", host: hostOnly(words) }),
  move: (words) => {
    const { host, connection } = readConnection(words);
    return { action: "move", host: need(host, "host"), connection };
  },
  firewall: (words) => {
    const [host, text] = take(words, 2);
    const kind = need(text, "firewall");
    const firewall = kind === "none" ? undefined : firewallOf(kind);
    return { action: "firewall", host: need(host, "host"), firewall };
  },
  counts: (words) => ({ action: "counts", host: hostOnly(words) }),
  capture: (words) => {
    const [place, file] = take(words, 2);
    return { action: "capture", place: need(place, "host"), file: need(file, "file") };
  },
  help: alone("help"),
  close: alone("close"),
};

/** What the words of a command mean. @throws UsageError with one sentence, and how it is written */
export const read = ([name = "", ...words]: Words): Action => {
  if (!isCommandName(name)) throw new UsageError(`"${name}" is no command; help lists them.`);
  try {
    return READERS[name](words);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${error.message} ${usageOf(name)}`);
    throw error;
  }
};
