import { runUndisturbed } from "./load.ts";
import type { Measurements } from "./measurement.ts";
import type { Measured } from "./servers.ts";
import { openLoad, type Way } from "./ways.ts";

/** Packets a second at which the processor's time is measured: ten calls of 8 Mbit/s. */
const LOW_RATE = 10_000;
const SECONDS = 2;
/** Lets Node compile what is hot. */
const WARM_UP = { seconds: 1, rate: 3 * LOW_RATE, burst: 1 };

/** Processor time of the server for 1,000 packets delivered end to end, at a rate that is easy. */
export async function measureRelayCost(
  into: Measurements,
  way: Way,
  server: Measured,
  blast: string,
): Promise<void> {
  const load = await openLoad(way, server, blast);
  await load.run(WARM_UP);
  const run = await runUndisturbed(load, server, { seconds: SECONDS, rate: LOW_RATE, burst: 1 });
  await load.close();
  const name = (what: string) => `${way.title}: ${what}${run.isDisturbed ? " (disturbed)" : ""}`;
  into.add(name("processor time for 1,000 packets"), "ms", server.name, run.running / 1e3 / run.received);
  into.add(name(`latency p50 at ${LOW_RATE}/s`), "us", server.name, run.p50Us);
  into.add(name(`latency p99 at ${LOW_RATE}/s`), "us", server.name, run.p99Us);
}
