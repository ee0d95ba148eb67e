import { UsageError } from "./usage.ts";

const NUMBER = "(\\d{1,9}(?:\\.\\d{1,6})?)";

const read = (text: string, units: Readonly<Record<string, number>>, example: string): number => {
  const match = new RegExp(`^${NUMBER}(${Object.keys(units).join("|")})$`, "i").exec(text);
  const [, number = "", unit = ""] = match ?? [];
  const factor = units[unit.toLowerCase()];
  if (factor === undefined) throw new UsageError(`"${text}" is not like ${example}.`);
  return Number(number) * factor;
};

/** ms. @throws UsageError */
export const time = (text: string): number => read(text, { ms: 1, s: 1000 }, "80ms or 1.5s");

/** 0 to 1. @throws UsageError */
export const share = (text: string): number => {
  const value = read(text, { "%": 0.01 }, "5%");
  if (value > 1) throw new UsageError(`"${text}" is more than everything.`);
  return value;
};

/** Bit/s. @throws UsageError */
export const rate = (text: string): number => {
  if (text === "unlimited") return Number.POSITIVE_INFINITY;
  const units = { "bit/s": 1, "kbit/s": 1e3, "mbit/s": 1e6, "gbit/s": 1e9 };
  return read(text, units, "250kbit/s, 2.5mbit/s or unlimited");
};

/** A number that is written with digits. @throws UsageError */
export const count = (text: string, what: string): number => {
  if (!/^\d{1,10}(\.\d{1,6})?$/.test(text)) throw new UsageError(`"${text}" is no ${what}.`);
  return Number(text);
};
