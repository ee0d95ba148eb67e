import type { Family } from "../stun/ip-address.ts";
import { DROP_REASONS, type DropReason, REFUSALS, type Refusal } from "./drops.ts";
import type { Transport } from "./path.ts";

/** Why an allocation ended. */
export type CloseReason =
  | "refreshed-to-0"
  | "expired"
  | "connection-closed"
  | "call-closed"
  | "server-closed";

/** What an allocation carried, told when it ends. No address is in it. */
export interface AllocationReport {
  readonly callTag: string;
  readonly seat: string;
  readonly transport: Transport;
  readonly family: Family;
  readonly reason: CloseReason;
  readonly lifetimeMs: number;
  /** From the client. */
  readonly packetsUp: number;
  readonly bytesUp: number;
  /** To the client. */
  readonly packetsDown: number;
  readonly bytesDown: number;
}

/** What a call carried, told when its last state goes. */
export interface CallReport {
  readonly callTag: string;
  readonly bytes: number;
}

/** Told as it happens. A listener must not throw. */
export interface Observer {
  readonly allocationOpened?: (allocation: { callTag: string; seat: string; transport: Transport }) => void;
  readonly allocationClosed?: (report: AllocationReport) => void;
  readonly callClosed?: (report: CallReport) => void;
}

/** Everything counted since the start, and what is there now. */
export interface Metrics {
  readonly allocations: number;
  readonly calls: number;
  readonly allocationsOpened: number;
  readonly packetsRelayed: number;
  readonly bytesRelayed: number;
  /** Successes and, by code, errors. */
  readonly answers: Readonly<Record<string, number>>;
  readonly drops: Readonly<Record<DropReason, number>>;
  readonly refusals: Readonly<Record<Refusal, number>>;
}

/** The counters behind {@link Metrics}. */
export class Counters {
  readonly drops = zeros(DROP_REASONS);
  readonly refusals = zeros(REFUSALS);
  readonly answers: Record<string, number> = { success: 0 };
  allocationsOpened = 0;
  packetsRelayed = 0;
  bytesRelayed = 0;

  drop(reason: DropReason): void {
    this.drops[reason]++;
  }

  answer(code: number | "success"): void {
    this.answers[code] = (this.answers[code] ?? 0) + 1;
  }

  snapshot(allocations: number, calls: number): Metrics {
    const { allocationsOpened, packetsRelayed, bytesRelayed } = this;
    const counted = {
      answers: { ...this.answers },
      drops: { ...this.drops },
      refusals: { ...this.refusals },
    };
    return { allocations, calls, allocationsOpened, packetsRelayed, bytesRelayed, ...counted };
  }
}

function zeros<K extends string>(keys: readonly K[]): Record<K, number> {
  // fromEntries loses the literal keys.
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
}
