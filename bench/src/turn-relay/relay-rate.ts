import { FULL_SPEED, type Load } from "./load.ts";
import type { Measurements } from "./measurement.ts";
import type { Measured } from "./servers.ts";
import { openLoad, type Way } from "./ways.ts";

/** Lost at most, of what was sent, to count as free of loss. */
const LOSS = 0.001;
const STEP = 5000;
const HIGHEST = 300_000;
const SECONDS = 1;
/** Packets that one client sends at once when streams are loaded to the full, about what a key frame makes. */
const STREAM_BURST = 8;

/** How many packets a second are delivered: free of loss over UDP, as many as go through over TCP and TLS. */
export async function measureRelayRate(
  into: Measurements,
  way: Way,
  server: Measured,
  blast: string,
): Promise<void> {
  const load = await openLoad(way, server, blast);
  const isUdp = way.transport === "udp";
  const rate = isUdp ? await lossFree(load) : await most(load);
  await load.close();
  const name = isUdp ? "packets a second without loss" : "packets a second delivered";
  into.add(`${way.title}: ${name}`, "/s", server.name, rate);
}

/** By halving; a rate that failed is tried once more, since other programs of the machine disturb too. */
async function lossFree(load: Load): Promise<number> {
  let [good, bad] = [STEP, HIGHEST];
  while (bad - good > STEP) {
    const rate = Math.round((good + bad) / 2 / 1000) * 1000;
    if ((await passes(load, rate)) || (await passes(load, rate))) good = rate;
    else bad = rate;
  }
  return good;
}

async function passes(load: Load, rate: number): Promise<boolean> {
  const { sent, received } = await load.run({ seconds: SECONDS, rate, burst: 1 });
  // The load itself must have reached the rate.
  return received >= sent * (1 - LOSS) && sent >= rate * SECONDS * 0.98;
}

async function most(load: Load): Promise<number> {
  await load.run({ seconds: SECONDS, rate: FULL_SPEED, burst: STREAM_BURST });
  const { received, seconds } = await load.run({
    seconds: 2 * SECONDS,
    rate: FULL_SPEED,
    burst: STREAM_BURST,
  });
  return received / seconds;
}
