import { runUndisturbed } from "./load.ts";
import type { Measurements } from "./measurement.ts";
import type { Measured } from "./servers.ts";
import { openLoad, type Way } from "./ways.ts";

const SECONDS = 2;

/** From sending to receiving, at a rate that every server of this way can double. */
export async function measureRelayLatency(
  into: Measurements,
  way: Way,
  server: Measured,
  blast: string,
  rate: number,
): Promise<void> {
  const load = await openLoad(way, server, blast);
  await load.run({ seconds: 1, rate, burst: 1 });
  const { p50Us, p99Us, isDisturbed } = await runUndisturbed(load, server, {
    seconds: SECONDS,
    rate,
    burst: 1,
  });
  await load.close();
  const end = isDisturbed ? " (disturbed)" : "";
  into.add(`${way.title}: latency p50 at half load${end}`, "us", server.name, p50Us);
  into.add(`${way.title}: latency p99 at half load${end}`, "us", server.name, p99Us);
}
