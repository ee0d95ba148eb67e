import type { PulseChannel } from "../data/pulse-channel.ts";
import type { Environment } from "../environment.ts";
import { roundTripOf } from "./path.ts";
import { judge, type Received, type Reception, startReception } from "./reception.ts";
import { numberIn, type Stats } from "./stats.ts";
import {
  beAlert,
  DOWN_AFTER,
  look,
  slept,
  startWatch,
  type Verdict,
  verdictOf,
  type Watch,
} from "./watchdog.ts";

const EVERY = 200;
/** A look should have been by then. */
const LATE_AFTER = 300;
/** From one pulse to the next are 400 ms (SPEC DATA-2): the look nearest to that sends it. */
const PULSE_DUE_AFTER = 300;
/** Without a pulse for so long, the browser's own counters are asked: they go on while this thread is busy. */
const COUNTERS_AFTER = 600;
const JUDGED_EVERY = 2_000;

/** What arrives here, and whether the other device hears this one. */
export interface LineReport {
  readonly here: "good" | "weak" | Verdict;
  readonly isHeard: boolean;
}

export interface LineWatchOptions {
  readonly connection: Pick<RTCPeerConnection, "getStats">;
  readonly environment: Pick<Environment, "now" | "after">;
  /** After every change. */
  onReport(report: LineReport): void;
  /** The device slept. */
  onWake(): void;
}

const GOOD: LineReport = { here: "good", isHeard: true };

/**
 * Listens whether packets come: pulses first, the counters of RTP and of the candidate pairs where they are late. A line on
 * which nothing is sent but pulses is as good as any, and a busy or hidden page is no broken line.
 */
export class LineWatch {
  readonly #options: LineWatchOptions;
  readonly #pulse: PulseChannel;
  #watch: Watch | undefined;
  /** Whether this device's own pulses arrive, while the other's do. */
  #outward: Watch;
  #acknowledged = 0;
  #pulsed = false;
  #beatAt = 0;
  /** What the look before counted, if it did. */
  #bytes: Bytes | undefined;
  #judgedAt = 0;
  #reception: Reception | undefined;
  #report = GOOD;
  #cancelTimer: (() => void) | undefined;

  constructor(options: LineWatchOptions, pulse: (onPulse: () => void) => PulseChannel) {
    this.#options = options;
    this.#outward = startWatch(0);
    this.#pulse = pulse(() => {
      this.#pulsed = true;
      if (this.#isLate) this.#beatIfDue();
      // What was broken is seen to be whole at once.
      if (this.#watch && this.#report.here !== "good") this.#see(true);
    });
  }

  get report(): LineReport {
    return this.#report;
  }

  /** Both directions carry packets right now, as far as anyone can tell. */
  get isHealthy(): boolean {
    return this.hears && this.#report.isHeard;
  }

  /** The other device's packets come, whether or not this one's arrive. */
  get hears(): boolean {
    const { here } = this.#report;
    return this.#watch !== undefined && (here === "good" || here === "weak");
  }

  /** The connection is there: from now on silence means something. */
  start(): void {
    if (this.#watch) return;
    const now = this.#options.environment.now();
    this.#watch = startWatch(now);
    this.#outward = startWatch(now);
    this.#judgedAt = now;
    this.#later();
  }

  /** Lets the other device hear this one at once. */
  beat(): void {
    this.#beatAt = Number.NEGATIVE_INFINITY;
    this.#beatIfDue();
  }

  /** The browser gave the connection up: as good as silence, until something comes. */
  lost(): void {
    if (!this.#watch) return;
    this.#watch = { ...this.#watch, silence: DOWN_AFTER };
    this.#tell();
  }

  /** The network may be another one: silence is believed sooner. */
  beAlert(): void {
    if (this.#watch) this.#watch = beAlert(this.#watch);
  }

  close(): void {
    this.#cancelTimer?.();
    this.#watch = undefined;
  }

  #later(): void {
    this.#cancelTimer = this.#options.environment.after(EVERY, () => void this.#tick());
  }

  async #tick(): Promise<void> {
    const now = this.#options.environment.now();
    this.#beatIfDue();
    const woke = this.#watch && slept(this.#watch, now);
    const late = (this.#watch?.silence ?? 0) + now - (this.#watch?.lookedAt ?? now) >= COUNTERS_AFTER;
    const judged = Math.abs(now - this.#judgedAt) >= JUDGED_EVERY;
    const counted = judged || (late && !this.#pulsed) ? await this.#count() : undefined;
    if (!this.#watch) return;
    if (judged && counted) {
      this.#judgedAt = now;
      this.#reception = this.#reception ? judge(this.#reception, counted) : startReception(counted);
    }
    // Counted before this silence began, or by something new, they prove nothing about it.
    const came = grew(this.#bytes, counted?.bytes);
    this.#bytes = counted?.bytes;
    this.#see(this.#pulsed || came);
    if (woke) this.#options.onWake();
    this.#later();
  }

  /** Browsers run a hidden page's timers once a second or less, but let messages in at once: they keep its pulse then. */
  get #isLate(): boolean {
    return this.#watch !== undefined && this.#options.environment.now() - this.#watch.lookedAt >= LATE_AFTER;
  }

  #beatIfDue(): void {
    const now = this.#options.environment.now();
    const since = now - this.#beatAt;
    // A clock that was set back tells nothing.
    if (!this.#watch || (since >= 0 && since < PULSE_DUE_AFTER)) return;
    this.#beatAt = now;
    this.#pulse.beat();
  }

  #see(heard: boolean): void {
    if (!this.#watch) return;
    const at = this.#options.environment.now();
    this.#watch = look(this.#watch, { at, heard });
    const { acknowledged } = this.#pulse;
    const advanced = acknowledged > this.#acknowledged;
    this.#acknowledged = acknowledged;
    // While nothing is heard, nothing is known about the way there.
    const isKnown = advanced || (acknowledged > 0 && verdictOf(this.#watch) === "good");
    this.#outward = isKnown
      ? look(this.#outward, { at, heard: advanced })
      : { ...this.#outward, lookedAt: at };
    this.#pulsed = false;
    this.#tell();
  }

  #tell(): void {
    if (!this.#watch) return;
    const verdict = verdictOf(this.#watch);
    const here = verdict === "good" && this.#reception?.weak ? "weak" : verdict;
    const isHeard = verdictOf(this.#outward) === "good";
    if (here === this.#report.here && isHeard === this.#report.isHeard) return;
    this.#report = { here, isHeard };
    this.#options.onReport(this.#report);
  }

  async #count(): Promise<(Received & { readonly bytes: Bytes }) | undefined> {
    try {
      // The report is a map of dictionaries, which the DOM typing leaves open.
      return countReceived((await this.#options.connection.getStats()) as ReadonlyMap<string, Stats>);
    } catch {
      return undefined; // Closed meanwhile.
    }
  }
}

/** Bytes received, by id of the statistics that count them. */
type Bytes = ReadonlyMap<string, number>;

/** What came in by all ways, and how much of it was missing. */
export const countReceived = (stats: ReadonlyMap<string, Stats>): Received & { readonly bytes: Bytes } => {
  const sums = { packets: 0, lost: 0 };
  const bytes = new Map<string, number>();
  for (const [id, stat] of stats) {
    if (stat["type"] === "inbound-rtp") {
      sums.packets += numberIn(stat, "packetsReceived");
      sums.lost += numberIn(stat, "packetsLost");
      bytes.set(id, numberIn(stat, "bytesReceived"));
    } else if (stat["type"] === "candidate-pair") {
      bytes.set(id, numberIn(stat, "bytesReceived"));
    }
  }
  return { ...sums, bytes, roundTrip: roundTripOf(stats) };
};

/** True where something that was there before counted more since. */
const grew = (before: Bytes | undefined, now: Bytes | undefined): boolean =>
  [...(before ?? [])].some(([id, bytes]) => (now?.get(id) ?? 0) > bytes);
