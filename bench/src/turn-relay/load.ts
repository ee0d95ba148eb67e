import { usageOf, usedSince } from "./processor.ts";
import type { Measured } from "./servers.ts";

/** A rate, over TCP and TLS only: as much as the other side takes. */
export const FULL_SPEED = Number.POSITIVE_INFINITY;

/** How to send. `rate` in packets a second of all clients together, `burst` packets of one client at once. */
export interface Pace {
  readonly seconds: number;
  readonly rate: number;
  readonly burst: number;
}

/** What came of it. */
export interface Outcome {
  readonly sent: number;
  readonly received: number;
  readonly seconds: number;
  /** How late the load was at worst, because something else ran on its core. */
  readonly lateMs: number;
  /** From sending to receiving. */
  readonly p50Us: number;
  readonly p99Us: number;
}

/** Ten calls that can be made to talk, again and again. */
export interface Load {
  run(pace: Pace): Promise<Outcome>;
  close(): Promise<void>;
}

/** A run, and what the server used for it. */
export interface Run extends Outcome {
  /** Processor time of the server, nanoseconds. */
  readonly running: number;
  /** Part of the time in which the server was ready and had to wait for its core. */
  readonly waited: number;
  /** Whether other programs of the machine had a part in it. */
  readonly isDisturbed: boolean;
}

/** How often a run is tried again that was disturbed. */
const ATTEMPTS = 6;
/** From here on a run counts as disturbed. Threads of one server wait for each other too, which is no disturbance. */
const MAX_WAITED = 0.03;
const MAX_LATE_MS = 12;

/** Runs until nobody disturbs, or it was tried often enough: then it is the last one. */
export async function runUndisturbed(load: Load, server: Measured, pace: Pace): Promise<Run> {
  for (let attempt = 1; ; attempt++) {
    const before = usageOf(server.pid);
    const outcome = await load.run(pace);
    const { running, waiting } = usedSince(server.pid, before);
    const waited = waiting / (outcome.seconds * 1e9);
    const isBusy = running / (outcome.seconds * 1e9) > 0.9;
    const isDisturbed =
      (waited > MAX_WAITED && server.name !== "thread" && !isBusy) ||
      (outcome.lateMs > MAX_LATE_MS && pace.rate !== FULL_SPEED);
    if (!isDisturbed || attempt === ATTEMPTS) return { ...outcome, running, waited, isDisturbed };
  }
}
