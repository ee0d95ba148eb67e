import { perLanguage } from "./language.ts";

type Unit = "hour" | "minute" | "second";
const unit = (name: Unit) =>
  perLanguage((tag) => new Intl.NumberFormat(tag, { style: "unit", unit: name, unitDisplay: "long" }));
const UNITS = { hour: unit("hour"), minute: unit("minute"), second: unit("second") };
const list = perLanguage((tag) => new Intl.ListFormat(tag, { style: "narrow", type: "unit" }));
const plain = perLanguage((tag) => new Intl.NumberFormat(tag, { useGrouping: false }));
const padded = perLanguage(
  (tag) => new Intl.NumberFormat(tag, { useGrouping: false, minimumIntegerDigits: 2 }),
);

const split = (ms: number) => {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return { hour: Math.floor(seconds / 3600), minute: Math.floor(seconds / 60) % 60, second: seconds % 60 };
};

/** "1 hour 4 minutes", "4 minutes 9 seconds", "9 seconds": the two largest units. `ms`: milliseconds, 0 or more. */
export const durationWords = (ms: number): string => {
  const { hour, minute, second } = split(ms);
  if (hour > 0) return list().format([UNITS.hour().format(hour), UNITS.minute().format(minute)]);
  if (minute > 0) return list().format([UNITS.minute().format(minute), UNITS.second().format(second)]);
  return UNITS.second().format(second);
};

/** "4:09", "1:04:09": a running clock. `ms`: milliseconds, 0 or more. */
export const durationClock = (ms: number): string => {
  const { hour, minute, second } = split(ms);
  const tail = `${padded().format(second)}`;
  if (hour > 0) return `${plain().format(hour)}:${padded().format(minute)}:${tail}`;
  return `${plain().format(minute)}:${tail}`;
};
