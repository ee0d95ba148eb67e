import { allocate, freeAll, KEPT } from "./allocations.ts";
import type { Measurements } from "./measurement.ts";
import { measureRelayCost } from "./relay-cost.ts";
import type { Measured } from "./servers.ts";
import { openLoad, type Way } from "./ways.ts";

/** A hundred relayed calls, 200 Mbit/s: L-07 of the reliability targets. */
const BUSY = { seconds: 5, rate: 25_000, burst: 1 };

/** What relaying costs when there are many allocations that do nothing: it should cost the same. */
export async function measureFullHouse(
  into: Measurements,
  way: Way,
  server: Measured,
  blast: string,
): Promise<void> {
  const clients = await allocate(server, KEPT);
  await measureRelayCost(into, { ...way, title: `${way.title}, beside ${KEPT} allocations` }, server, blast);
  await freeAll(clients);
}

/** How late the event loop of the main thread is while media is relayed, which is what signalling would feel. */
export async function measureDelay(
  into: Measurements,
  way: Way,
  server: Measured,
  blast: string,
): Promise<void> {
  const load = await openLoad(way, server, blast);
  await load.run({ ...BUSY, seconds: 1 });
  const lost: number[] = [];
  const delay = await server.delayDuring(async () => {
    const { sent, received } = await load.run(BUSY);
    lost.push(100 * (1 - received / sent));
  });
  await load.close();
  const title = `${way.title} at ${BUSY.rate}/s`;
  if (delay !== undefined) into.add(`${title}: main event loop late, p99`, "ms", server.name, delay);
  into.add(`${title}: lost`, "%", server.name, lost[0] ?? 100);
}
