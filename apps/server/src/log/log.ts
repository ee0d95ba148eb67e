import { type DestinationStream, pino } from "pino";
import type { Config } from "../config/schema.ts";

/** Everything a log line may hold besides time, level, node and event. Never an address, id, key, name or body. */
export interface LogFields {
  /** Code of an error or refusal. */
  readonly code?: string | undefined;
  /** Where in our code, "file:line". */
  readonly at?: string | undefined;
  /** Keyed hash of a room id, different every day. */
  readonly room?: string | undefined;
  /** Keyed hash of a client address, different every day. */
  readonly ip?: string | undefined;
  readonly port?: number;
  readonly count?: number;
  readonly frames?: number;
  readonly dropped?: number;
  readonly refused?: number;
  readonly bytes?: number;
}

const FIELDS = [
  "code",
  "at",
  "room",
  "ip",
  "port",
  "count",
  "frames",
  "dropped",
  "refused",
  "bytes",
] as const;
/** Codes, tags and places in the code; anything longer or freer does not come from us. */
const SAFE = /^[\w.:/-]{1,64}$/;

/** Writes JSON lines; a field that is not in the list above is left out, whatever the caller passes. */
export class Log {
  readonly #pino: ReturnType<typeof pino>;

  constructor(level: Config["logLevel"], node: string, destination: DestinationStream) {
    this.#pino = pino({ level, base: { node }, messageKey: "event" }, destination);
  }

  debug(event: string, fields: LogFields = {}): void {
    if (this.#pino.isLevelEnabled("debug")) this.#pino.debug(allowed(fields), event);
  }
  /** One line per life-cycle change. */
  info(event: string, fields: LogFields = {}): void {
    if (this.#pino.isLevelEnabled("info")) this.#pino.info(allowed(fields), event);
  }
  /** Someone should look at it, the server goes on. */
  warn(event: string, fields: LogFields = {}): void {
    this.#pino.warn(allowed(fields), event);
  }
  /** Something of ours is broken. */
  error(event: string, fields: LogFields = {}): void {
    this.#pino.error(allowed(fields), event);
  }
}

const allowed = (fields: LogFields): Record<string, string | number> => {
  const record: Record<string, string | number> = {};
  for (const name of FIELDS) {
    const value = fields[name];
    if (typeof value === "number" || (typeof value === "string" && SAFE.test(value))) record[name] = value;
  }
  return record;
};

/** What may be said of an error: its code and where it was thrown, never its message. */
export const describe = (error: unknown): LogFields => {
  if (!(error instanceof Error)) return { code: "not-an-error" };
  const frame = /([\w.-]+\.[jt]s:\d+):\d+\)?$/m.exec(error.stack ?? "");
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  return { code, at: frame?.[1] };
};
