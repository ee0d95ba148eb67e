import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import * as v from "valibot";
import { StartError } from "../start-error.ts";
import { type Command, readCommand } from "./command.ts";
import { nearest } from "./nearest.ts";
import { type Config, flagOf, SETTING_NAMES, SETTINGS, type SettingName, variableOf } from "./schema.ts";

/** What the command line asks for. */
export type Request =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "run"; readonly command: Command; readonly config: Config };

/** Where clients look for STUN and TURN when nobody says otherwise (RFC 8489 section 2). */
const TURN_PORT = 3_478;

type Values = Map<SettingName, unknown>;
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads flags, environment and file; a flag wins over the environment, the environment over the file, the file over the defaults.
 * @throws StartError with one sentence for a name that does not exist, a value that does not fit, a file that can not be read
 */
export const parseConfig = (args: readonly string[], env: Environment): Request => {
  const { command, rest } = readCommand(args);
  const flags = readFlags(rest);
  if (flags.kind !== "values") return flags;
  const variables = readVariables(env);
  const file = flags.file ?? variables.file;
  const values: Values = file === undefined ? new Map() : readFile(file);
  for (const [name, value] of [...variables.values, ...flags.values]) values.set(name, value);
  if (command === "turn" && !values.has("port")) values.set("port", TURN_PORT);
  return { kind: "run", command, config: complete(Object.fromEntries(values)) };
};

/** A configuration with defaults for what is not given. */
export const complete = (settings: Partial<Config>): Config =>
  Object.fromEntries(
    SETTING_NAMES.map((name) => {
      const { kind, fallback } = SETTINGS[name];
      if (settings[name] !== undefined) return [name, settings[name]];
      return [name, fallback === undefined ? undefined : v.parse(kind.schema, fallback)];
    }),
  ) as Config; // Object.fromEntries forgets which value belongs to which name.

const check = (name: SettingName, value: unknown, shown: string): unknown => {
  const { kind } = SETTINGS[name];
  const result = v.safeParse(kind.schema, value);
  if (result.success) return result.output;
  const butIs = kind.isSecret ? "" : `, not ${JSON.stringify(value)}`;
  throw new StartError("config-value", `${shown} must be ${kind.expects}${butIs}.`);
};

type Flags =
  | { kind: "help" }
  | { kind: "version" }
  | { kind: "values"; values: Values; file: string | undefined };

const FLAGS = new Map(SETTING_NAMES.map((name) => [flagOf(name), name]));
const isSwitch = (name: SettingName) => SETTINGS[name].kind.hint === "";

const readFlags = (args: readonly string[]): Flags => {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: {
      config: { type: "string" },
      help: { type: "boolean", short: "h" },
      version: { type: "boolean", short: "v" },
      ...Object.fromEntries(
        [...FLAGS].map(([flag, name]) => [flag, { type: isSwitch(name) ? "boolean" : "string" }] as const),
      ),
    },
  });
  const values: Values = new Map();
  let file: string | undefined;
  for (const token of tokens) {
    // The word itself may be a part of a secret.
    if (token.kind === "positional") throw new StartError("config-name", WORD_TOO_MANY);
    if (token.kind !== "option") continue;
    if (token.name === "help" || token.name === "version") return { kind: token.name };
    const shown = `--${token.name}`;
    if (token.name === "config") file = given(shown, token.value);
    else values.set(...readFlag(token.name, token.rawName, token.value));
  }
  return { kind: "values", values, file };
};

const WORD_TOO_MANY =
  "There is a word too many behind an option: options start with --, like --port 8000, and values with spaces stand in quotes.";

const given = (shown: string, value: string | undefined): string => {
  if (value === undefined || value === "") throw new StartError("config-value", `${shown} needs a value.`);
  return value;
};

const readFlag = (flag: string, raw: string, value: string | undefined): [SettingName, unknown] => {
  const negated = FLAGS.get(flag.replace(/^no-/, ""));
  if (flag.startsWith("no-") && negated && isSwitch(negated) && value === undefined) return [negated, false];
  const name = FLAGS.get(flag);
  if (!name) {
    const known = [...FLAGS.keys(), "config", "help", "version"];
    throw new StartError("config-name", `There is no option ${raw}. Did you mean --${nearest(flag, known)}?`);
  }
  if (isSwitch(name) && value === undefined) return [name, true];
  return [name, check(name, given(raw, value), raw)];
};

const VARIABLES = new Map(SETTING_NAMES.map((name) => [variableOf(name), name]));

const readVariables = (env: Environment): { values: Values; file: string | undefined } => {
  const values: Values = new Map();
  let file: string | undefined;
  for (const [variable, value] of Object.entries(env)) {
    if (!variable.startsWith("ONECALL_") || value === undefined) continue;
    const name = VARIABLES.get(variable);
    if (!name && variable !== "ONECALL_CONFIG") {
      const known = nearest(variable, [...VARIABLES.keys(), "ONECALL_CONFIG"]);
      throw new StartError("config-name", `There is no setting ${variable}. Did you mean ${known}?`);
    }
    if (value === "") continue; // What a compose file makes of a variable that is not set.
    if (name) values.set(name, check(name, value, variable));
    else file = value;
  }
  return { values, file };
};

const readFile = (path: string): Values => {
  const shown = `The configuration file ${JSON.stringify(path)}`;
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new StartError("config-file", `${shown} can not be read (${codeOf(cause)}).`, { cause });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new StartError("config-file", `${shown} is not valid JSON.`, { cause });
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new StartError("config-file", `${shown} must hold one JSON object, like { "port": 8000 }.`);
  }
  const values: Values = new Map();
  for (const [key, value] of Object.entries(json)) {
    const name = SETTING_NAMES.find((candidate) => candidate === key);
    if (!name) {
      const known = nearest(key, SETTING_NAMES);
      throw new StartError("config-name", `${shown} has no setting "${key}". Did you mean "${known}"?`);
    }
    values.set(name, check(name, value, `"${key}" in ${JSON.stringify(path)}`));
  }
  return values;
};

const codeOf = (cause: unknown): string =>
  cause instanceof Error && "code" in cause ? String(cause.code) : "unknown error";
