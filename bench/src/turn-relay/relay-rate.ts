import { FULL_SPEED, type Load, type Outcome, runUndisturbed } from "./load.ts";
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
  const rate = isUdp ? await lossFree(load, server) : await most(load);
  await load.close();
  const name = isUdp ? "packets a second without loss" : "packets a second delivered";
  into.add(`${way.title}: ${name}`, "/s", server.name, rate);
}

/** By halving. */
async function lossFree(load: Load, server: Measured): Promise<number> {
  let [good, bad] = [STEP, HIGHEST];
  while (bad - good > STEP) {
    const rate = Math.round((good + bad) / 2 / 1000) * 1000;
    if (await passes(load, server, rate)) good = rate;
    else bad = rate;
  }
  return good;
}

/** A failure counts only where nobody disturbed, as far as that can be had. */
async function passes(load: Load, server: Measured, rate: number): Promise<boolean> {
  const pace = { seconds: SECONDS, rate, burst: 1 };
  const isGood = ({ sent, received }: Outcome) =>
    // The load itself must have reached the rate.
    received >= sent * (1 - LOSS) && sent >= rate * SECONDS * 0.98;
  return isGood(await load.run(pace)) || isGood(await runUndisturbed(load, server, pace));
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
