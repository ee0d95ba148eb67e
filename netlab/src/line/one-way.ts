import type { Carried } from "./counts.ts";
import { offset } from "./jitter.ts";
import { Loss } from "./loss.ts";
import { Random, seedFor } from "./random.ts";
import { Serializer } from "./serializer.ts";
import type { Direction } from "./settings.ts";

interface Packet {
  /** Bytes. */
  readonly length: number;
}

/** Let through when enough have overtaken it, or at `until`. */
interface Held<P> {
  readonly packet: P;
  readonly until: number;
  overtaken: number;
  readonly enough: number;
}

interface Flight<P> {
  readonly packet: P;
  readonly arrives: number;
}

/** How long a packet that is to be overtaken waits for others at most, in ms. */
const PATIENCE = 100;

const MOST_OVERTAKING = 3;

/** Each kind of decision has random numbers of its own, so that none depends on what else is set. */
interface Chances {
  readonly seed: number;
  readonly loss: Loss;
  readonly overtaking: Random;
  readonly copying: Random;
  readonly jitter: number;
}

const chancesOf = (seed: number): Chances => ({
  seed,
  loss: new Loss(seedFor(seed, 0)),
  overtaking: new Random(seedFor(seed, 1)),
  copying: new Random(seedFor(seed, 2)),
  jitter: seedFor(seed, 3),
});

type Count = { -readonly [K in keyof Carried]: Carried[K] };

/**
 * One direction of a line: loses packets, lets the others wait for their turn at the rate, holds some back, and delays them.
 * It knows no clock: everybody says what time it is, in ms, and never an earlier one than before.
 */
export class OneWay<P extends Packet> {
  #direction: Direction;
  #state: "whole" | "cut" = "whole";
  readonly #serializer: Serializer<P>;
  #chances: Chances;
  #held: Held<P>[] = [];
  #flights: Flight<P>[] = [];
  #lastArrival = Number.NEGATIVE_INFINITY;
  readonly #count: Count = {
    packets: 0,
    bytes: 0,
    delivered: 0,
    deliveredBytes: 0,
    lost: 0,
    dropped: 0,
    cut: 0,
    duplicated: 0,
    reordered: 0,
  };

  constructor(direction: Direction, seed: number) {
    this.#direction = direction;
    this.#serializer = new Serializer(direction.rate);
    this.#chances = chancesOf(seed);
  }

  get counts(): Carried {
    return { ...this.#count };
  }

  /**
   * From now on; what is under way already arrives when it would have, what waits in the queue goes on at the new rate.
   * Another seed begins its decisions, the same one goes on with them.
   */
  change(now: number, direction: Direction, seed: number): void {
    this.#advance(now);
    if (seed !== this.#chances.seed) this.#chances = chancesOf(seed);
    this.#direction = direction;
    this.#serializer.setRate(now, direction.rate);
  }

  /** From now on nothing arrives, nor what is under way. */
  cut(now: number): void {
    this.#advance(now);
    this.#count.cut += this.#serializer.clear() + this.#held.length + this.#flights.length;
    this.#held = [];
    this.#flights = [];
    this.#state = "cut";
  }

  heal(): void {
    this.#state = "whole";
  }

  /** A packet comes in. */
  offer(now: number, packet: P): void {
    this.#advance(now);
    this.#count.packets += 1;
    this.#count.bytes += packet.length;
    const lost = this.#chances.loss.next(this.#direction.loss);
    if (this.#state === "cut") this.#count.cut += 1;
    else if (lost) this.#count.lost += 1;
    else if (this.#serializer.waiting(now) > this.#direction.queue) this.#count.dropped += 1;
    else this.#serializer.push(now, packet);
  }

  /** The packets that arrived until now, in the order they arrived in. */
  take(now: number): readonly P[] {
    this.#advance(now);
    const still = this.#flights.findIndex(({ arrives }) => arrives > now);
    const taken = this.#flights.splice(0, still < 0 ? this.#flights.length : still);
    for (const { packet } of taken) {
      this.#count.delivered += 1;
      this.#count.deliveredBytes += packet.length;
    }
    return taken.map(({ packet }) => packet);
  }

  /** When to look again; `Infinity` while nothing is under way. */
  next(): number {
    return Math.min(
      this.#serializer.next(),
      this.#patience(),
      this.#flights[0]?.arrives ?? Number.POSITIVE_INFINITY,
    );
  }

  #patience(): number {
    return this.#held[0]?.until ?? Number.POSITIVE_INFINITY;
  }

  /** Everything that happened until now, in its order. */
  #advance(now: number): void {
    for (;;) {
      const sent = this.#serializer.next();
      const patience = this.#patience();
      if (Math.min(sent, patience) > now) return;
      if (patience < sent) this.#release(patience, this.#held.shift());
      else this.#enter(sent, this.#serializer.shift());
    }
  }

  #enter(at: number, packet: P): void {
    const chance = this.#chances.overtaking.next();
    const copied = this.#chances.copying.next() < this.#direction.duplicate;
    if (chance < this.#direction.reorder) {
      // The part of the chance that is left over is as random as the whole.
      const enough = 1 + Math.floor((chance / this.#direction.reorder) * MOST_OVERTAKING);
      this.#held.push({ packet, until: at + PATIENCE, overtaken: 0, enough });
      return;
    }
    this.#fly(at, packet);
    if (copied) {
      this.#fly(at, packet);
      this.#count.duplicated += 1;
    }
    for (const held of this.#held) held.overtaken += 1;
    for (const held of this.#held.filter(({ overtaken, enough }) => overtaken >= enough))
      this.#release(at, held);
    this.#held = this.#held.filter(({ overtaken, enough }) => overtaken < enough);
  }

  #release(at: number, held: Held<P> | undefined): void {
    if (!held) return;
    if (held.overtaken > 0) this.#count.reordered += 1;
    this.#fly(at, held.packet);
  }

  #fly(at: number, packet: P): void {
    const { delay, jitter } = this.#direction;
    const under = Math.max(0, delay + offset(this.#chances.jitter, jitter, at));
    // A shorter delay than before lets nobody overtake.
    this.#lastArrival = Math.max(this.#lastArrival, at + under);
    this.#flights.push({ packet, arrives: this.#lastArrival });
  }
}
