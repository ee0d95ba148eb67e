import type { Measurements } from "./measurement.ts";
import { usageOf, usedSince } from "./processor.ts";
import type { Measured } from "./servers.ts";
import { openLoad, type Way } from "./ways.ts";

/** Packets a second at which the processor's time is measured: ten calls of 8 Mbit/s. */
const LOW_RATE = 10_000;
const SECONDS = 3;
/** Lets Node compile what is hot. */
const WARM_UP = { seconds: 1, rate: 3 * LOW_RATE, burst: 1 };
/** When the server had to wait for its core for a larger part of the time, the repetition is told apart. */
const MAX_WAITING = 0.03;

/** Processor time of the server for 1,000 packets delivered end to end, at a rate that is easy. */
export async function measureRelayCost(
  into: Measurements,
  way: Way,
  server: Measured,
  blast: string,
): Promise<void> {
  const load = await openLoad(way, server, blast);
  await load.run(WARM_UP);
  const before = usageOf(server.pid);
  const { received, sent, p50Us, p99Us } = await load.run({ seconds: SECONDS, rate: LOW_RATE, burst: 1 });
  const { running, waiting } = usedSince(server.pid, before);
  await load.close();
  const isDisturbed = waiting / (SECONDS * 1e9) > MAX_WAITING || received < 0.99 * sent;
  const name = (what: string) => `${way.title}: ${what}${isDisturbed ? " (disturbed)" : ""}`;
  into.add(name("processor time for 1,000 packets"), "ms", server.name, running / 1e6 / (received / 1000));
  into.add(name(`latency p50 at ${LOW_RATE}/s`), "us", server.name, p50Us);
  into.add(name(`latency p99 at ${LOW_RATE}/s`), "us", server.name, p99Us);
}
