import { BlockList, isIP } from "node:net";
import * as v from "valibot";
import { type Rate, UNLIMITED } from "../limits/rate.ts";

/** How one kind of setting is read, from text (flag, environment) or from JSON. */
export interface Kind<T> {
  readonly schema: v.GenericSchema<unknown, T>;
  /** What a value has to be: "must be ...". */
  readonly expects: string;
  /** In `--help`: `--name <hint>`; "" for a switch. */
  readonly hint: string;
  /** The value is never shown, not even in the sentence that refuses it. */
  readonly isSecret?: true;
}

const digits = v.pipe(v.string(), v.regex(/^\d{1,10}$/), v.transform(Number));

export const integer = (min: number, max: number, hint = "number"): Kind<number> => ({
  schema: v.pipe(v.union([v.number(), digits]), v.integer(), v.minValue(min), v.maxValue(max)),
  expects: `a whole number from ${min} to ${max}`,
  hint,
});

export const seconds = (max: number): Kind<number> => ({
  schema: v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.regex(/^\d{1,7}(\.\d{1,3})?$/), v.transform(Number))]),
    v.minValue(0),
    v.maxValue(max),
  ),
  expects: `seconds from 0 to ${max}`,
  hint: "seconds",
});

export const boolean: Kind<boolean> = {
  schema: v.union([
    v.boolean(),
    v.pipe(
      v.picklist(["true", "false"]),
      v.transform((text) => text === "true"),
    ),
  ]),
  expects: "true or false",
  hint: "",
};

export const text = (hint: string): Kind<string> => ({
  schema: v.pipe(v.string(), v.minLength(1), v.maxLength(1_024)),
  expects: "text",
  hint,
});

/** Where to listen: a name, an address, or * for everywhere. */
export const host: Kind<string> = {
  schema: v.pipe(v.string(), v.regex(/^(?:\*|[\w.-]{1,253}|[0-9a-fA-F:.]{2,45})$/)),
  expects: "a name or an address of this machine without a zone, or * for all",
  hint: "address",
};

export const oneOf = <const T extends readonly string[]>(...choices: T): Kind<T[number]> => ({
  schema: v.picklist(choices),
  expects: `one of ${choices.join(", ")}`,
  hint: "name",
});

/** `URL.origin` of a web address without path, or undefined. */
const originOf = (address: string): string | undefined => {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const isBare = url.pathname === "/" && !url.search && !url.hash && !url.username && !url.password;
  return isBare && /^https?:$/.test(url.protocol) ? url.origin : undefined;
};
const originSchema = v.pipe(
  v.string(),
  v.check((address) => originOf(address) !== undefined),
  v.transform((address) => originOf(address) ?? address),
);

export const origin: Kind<string> = {
  schema: originSchema,
  expects: "an address like https://call.example.org, without a path",
  hint: "address",
};

export const list = <T>(item: v.GenericSchema<string, T>): v.GenericSchema<unknown, T[]> =>
  v.pipe(
    v.union([
      v.array(v.string()),
      v.pipe(
        v.string(),
        v.transform((text) => (text === "" ? [] : text.split(",").map((part) => part.trim()))),
      ),
    ]),
    v.array(item),
    v.maxLength(64),
  );

export const origins: Kind<string[]> = {
  schema: list(originSchema),
  expects: "addresses like https://app.example.org, separated by commas",
  hint: "list",
};

const SUBNET = /^(?<address>[0-9a-fA-F.:]+)(?:\/(?<prefix>\d{1,3}))?$/;

/** Adds an address or a network like 10.0.0.0/8 to a list; false when it is neither. */
export const addNetwork = (block: BlockList, network: string): boolean => {
  const { address = "", prefix } = SUBNET.exec(network)?.groups ?? {};
  const version = isIP(address);
  const bits = prefix === undefined ? undefined : Number(prefix);
  if (version === 0 || (bits ?? 0) > (version === 4 ? 32 : 128)) return false;
  const family = version === 4 ? "ipv4" : "ipv6";
  if (bits === undefined) block.addAddress(address, family);
  else block.addSubnet(address, bits, family);
  return true;
};

export const networks: Kind<string[]> = {
  schema: list(
    v.pipe(
      v.string(),
      v.check((network) => addNetwork(new BlockList(), network)),
    ),
  ),
  expects: "addresses or networks like 10.0.0.0/8, separated by commas",
  hint: "list",
};

const RATE = /^(?<burst>\d{1,9}):(?<perMinute>\d{1,9}(?:\.\d{1,3})?)$/;

/** `burst:perMinute` or `off`. */
export const rate: Kind<Rate> = {
  schema: v.pipe(
    v.string(),
    v.check((text) => text === "off" || RATE.test(text)),
    v.transform((text) => {
      const { burst, perMinute } = RATE.exec(text)?.groups ?? {};
      return burst === undefined ? UNLIMITED : { burst: Number(burst), perMinute: Number(perMinute) };
    }),
  ),
  expects: "burst:per-minute like 40:60, or off",
  hint: "rate",
};
