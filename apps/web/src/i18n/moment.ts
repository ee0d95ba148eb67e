import { language } from "./language.ts";

/** "14:05" of today, "24 Nov, 14:05" of this year, else with its year. `at`: ms since the epoch. */
export const momentWords = (at: number, now = Date.now()): string => {
  const [then, today] = [new Date(at), new Date(now)];
  const day =
    then.toDateString() === today.toDateString() ? {} : ({ month: "short", day: "numeric" } as const);
  const year = then.getFullYear() === today.getFullYear() ? {} : ({ year: "numeric" } as const);
  const format = { ...year, ...day, hour: "numeric", minute: "2-digit" } as const;
  return new Intl.DateTimeFormat(language.value, format).format(then);
};

/** "Friday, March 5, 2027, 4:30 PM GMT+1": for someone who may be elsewhere. `at`: ms since the epoch. */
export const dayAndTime = (at: number): string =>
  new Intl.DateTimeFormat(language.value, {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "numeric",
    minute: "2-digit",
    timeZoneName: "short",
  }).format(at);
