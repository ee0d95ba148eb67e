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
