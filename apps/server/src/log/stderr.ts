import { pino } from "pino";

/** The log's usual place. Written at once, so that the last line before an end is not lost. */
export const stderr = (): { write(line: string): void } => pino.destination({ dest: 2, sync: true });
