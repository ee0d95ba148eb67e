import { COMMANDS } from "./command.ts";
import { flagOf, SETTING_NAMES, SETTINGS, variableOf } from "./schema.ts";

const WIDTH = 32;

const line = (left: string, right: string): string =>
  left.length < WIDTH ? `${left.padEnd(WIDTH)}${right}` : `${left}\n${" ".repeat(WIDTH)}${right}`;

const explain = (name: (typeof SETTING_NAMES)[number]): string => {
  const { kind, fallback, help } = SETTINGS[name];
  const shown = fallback === undefined || fallback === "" ? "" : ` [${fallback}]`;
  return line(`  --${flagOf(name)} ${kind.hint && `<${kind.hint}>`}`, `${help}${shown}`);
};

/** Text of `--help`, made from the table of settings. */
export const helpText = (): string => `Onecall: one-to-one video calls anyone can host.

Usage: onecall [command] [options]

${(Object.keys(COMMANDS) as (keyof typeof COMMANDS)[]).map((name) => line(`  ${name === "" ? "(none)" : name}`, COMMANDS[name])).join("\n")}

${SETTING_NAMES.map(explain).join("\n")}

${line("  --config <file>", 'JSON file with settings, like { "port": 8000, "publicUrl": "https://call.example.org" }')}
${line("  -h, --help", "Show this text")}
${line("  -v, --version", "Show the version")}

Every option is also an environment variable (--public-url is ${variableOf("publicUrl")}, --config is ONECALL_CONFIG) and a key of
the file (publicUrl). An option wins over the variable, the variable over the file. Rates are burst:per-minute per client
address (IPv6: per /64), or off.`;
