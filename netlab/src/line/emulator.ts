/**
 * The process of a line: `node emulator.js STATE HOST NET`, where HOST and NET are the numbers of two open TUN devices. Carries
 * packets between them and follows the orders of its parent.
 */
import { read, writeSync } from "node:fs";
import { OneWay } from "./one-way.ts";
import type { Order, Report, Way } from "./orders.ts";
import { seedFor } from "./random.ts";
import type { LineState } from "./settings.ts";

/** More than the devices carry in one packet (their MTU is 1500). */
const LARGEST = 2048;

/** A packet may leave this much early, in ms: timers tick once in a millisecond. */
const EARLY = 0.5;

const end = (): void => {
  // A read that waits in another thread would hold up a regular end.
  process.kill(process.pid, "SIGKILL");
};

/** Carries packets one way, from one device to the other. */
class Carrier {
  readonly path: OneWay<Buffer>;
  readonly #from: number;
  readonly #to: number;
  readonly #buffer = Buffer.allocUnsafe(LARGEST);
  #timer: NodeJS.Timeout | undefined;
  #wakes = Number.POSITIVE_INFINITY;

  constructor(path: OneWay<Buffer>, from: number, to: number) {
    this.path = path;
    this.#from = from;
    this.#to = to;
  }

  start(): void {
    read(this.#from, this.#buffer, 0, LARGEST, null, (error, length) => {
      // Only a device that was removed can not be read.
      if (error) return end();
      this.path.offer(performance.now(), Buffer.from(this.#buffer.subarray(0, length)));
      this.start();
      this.deliver();
    });
  }

  /** Delivers what has arrived, and comes back for the rest. */
  deliver(): void {
    const now = performance.now();
    for (const packet of this.path.take(now + EARLY)) this.#write(packet);
    const next = this.path.next();
    if (next === this.#wakes) return;
    clearTimeout(this.#timer);
    this.#wakes = next;
    if (next === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(
      () => {
        this.#wakes = Number.POSITIVE_INFINITY;
        this.deliver();
      },
      Math.max(1, Math.round(next - now)),
    );
  }

  #write(packet: Buffer): void {
    try {
      writeSync(this.#to, packet);
    } catch (error) {
      // The device is down: whoever is on it has pulled it out.
      if (!(error instanceof Error && "code" in error && error.code === "EIO")) throw error;
    }
  }
}

const [text = "", host, net] = process.argv.slice(2);
const parse = (state: string): LineState =>
  // JSON has no infinity.
  JSON.parse(state, (key, value) => (key === "rate" && value === null ? Number.POSITIVE_INFINITY : value));

const seeds = (seed: number) => ({ up: seedFor(seed, 10), down: seedFor(seed, 11) });

const state = parse(text);
const ways: Readonly<Record<Way, Carrier>> = {
  up: new Carrier(new OneWay(state.up, seeds(state.seed).up), Number(host), Number(net)),
  down: new Carrier(new OneWay(state.down, seeds(state.seed).down), Number(net), Number(host)),
};
const both = [ways.up, ways.down];

const follow = (order: Order): void => {
  const now = performance.now();
  switch (order.order) {
    case "change":
      ways.up.path.change(now, order.state.up, seeds(order.state.seed).up);
      ways.down.path.change(now, order.state.down, seeds(order.state.seed).down);
      break;
    case "cut":
      for (const way of ["up", "down"] as const) {
        if (order.ways.includes(way)) ways[way].path.cut(now);
        else ways[way].path.heal();
      }
      break;
    case "count":
      break;
  }
  for (const way of both) way.deliver();
};

const say = (report: Report): void => {
  // Whoever is not there any more need not know.
  process.send?.(report, undefined, undefined, () => undefined);
};

process.on("disconnect", end);
process.on("message", (order: Order) => {
  follow(order);
  say({ up: ways.up.path.counts, down: ways.down.path.counts });
});
for (const way of both) way.start();
say("ready");
