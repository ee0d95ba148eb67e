// `npm run turn-relay -w bench [-- --repetitions 5] [--only cost,rate,latency,setup,memory,full,delay]
// [--ways udp,indications,tcp,tls]`: relays ten calls with both ends on the relay, through our server and through coturn, in
// turns, each on the same core while this program has the other. Needs Linux with two cores, coturn, gcc and openssl.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measureMemory, measureSetUp } from "./allocations.ts";
import { compileBlast } from "./datagram-load.ts";
import { measureDelay, measureFullHouse } from "./full-house.ts";
import { Measurements } from "./measurement.ts";
import { moveToLoadCore } from "./processor.ts";
import { measureRelayCost } from "./relay-cost.ts";
import { measureRelayLatency } from "./relay-latency.ts";
import { measureRelayRate } from "./relay-rate.ts";
import { describeMachine, toMarkdown } from "./report.ts";
import { type Measured, makeCertificate, type ServerName, startServer } from "./servers.ts";
import { WAYS, type Way } from "./ways.ts";

const { values } = parseArgs({
  options: {
    repetitions: { type: "string", default: "5" },
    only: { type: "string", default: "cost,rate,latency,setup,memory,full,delay" },
    ways: { type: "string", default: WAYS.map(({ name }) => name).join(",") },
  },
});
const repetitions = Number(values.repetitions);
const parts = values.only.split(",");
const wants = (part: string) => parts.includes(part);
const ways = WAYS.filter(({ name }) => values.ways.split(",").includes(name));
const folder = mkdtempSync(join(tmpdir(), "onecall-bench-"));
const into = new Measurements();
const started = new Date();

const say = (text: string) => process.stderr.write(`${text}\n`);

/** Each server in its turn, every repetition starting with another one. */
async function inTurns(
  names: readonly ServerName[],
  repetition: number,
  measure: (server: Measured) => Promise<void>,
): Promise<void> {
  for (const [index] of names.entries()) {
    const name = names[(index + repetition) % names.length];
    if (name === undefined) continue;
    const server = await startServer(name, folder);
    try {
      await measure(server);
    } finally {
      await server.stop();
    }
  }
}

async function measureWay(way: Way, repetition: number, blast: string): Promise<void> {
  const [first] = WAYS;
  await inTurns(way.servers, repetition, async (server) => {
    if (wants("cost")) await measureRelayCost(into, way, server, blast);
    if (wants("rate")) await measureRelayRate(into, way, server, blast);
    if (wants("full") && way.name === first?.name && server.name !== "bare") {
      await measureFullHouse(into, way, server, blast);
    }
    if (wants("delay") && server.name !== "bare" && way.wrapping === "channel") {
      await measureDelay(into, way, server, blast);
    }
  });
}

/** What this program sends evenly, packet by packet, over TCP and TLS; full speed is reached in bursts only. */
const EVEN_STREAMS = 40_000;

/** Half of what the slowest server of this way manages, the same for all. */
function halfLoad(way: Way): number {
  const rates = way.servers.map((server) => {
    const names = ["without loss", "delivered"].map((end) => `${way.title}: packets a second ${end}`);
    return names.map((name) => into.best(name, server)).find((rate) => rate !== undefined) ?? 40_000;
  });
  const half = Math.round(Math.min(...rates) / 2);
  return way.transport === "udp" ? half : Math.min(half, EVEN_STREAMS);
}

async function measureAll(): Promise<void> {
  const blast = compileBlast(folder);
  makeCertificate(folder);
  moveToLoadCore();
  for (let repetition = 0; repetition < repetitions; repetition++) {
    say(`repetition ${repetition + 1} of ${repetitions}`);
    for (const way of ways) await measureWay(way, repetition, blast);
    await inTurns(["direct", "coturn"], repetition, async (server) => {
      if (wants("setup")) await measureSetUp(into, server);
    });
    await inTurns(["direct", "coturn"], repetition, async (server) => {
      if (wants("memory")) await measureMemory(into, server);
    });
  }
  for (let repetition = 0; wants("latency") && repetition < repetitions; repetition++) {
    for (const way of ways) {
      const rate = halfLoad(way);
      await inTurns(way.servers, repetition, (server) => measureRelayLatency(into, way, server, blast, rate));
    }
  }
}

function writeReport(): void {
  const report = {
    date: started.toISOString(),
    ...describeMachine(),
    repetitions,
    measurements: into.all(),
  };
  const markdown = toMarkdown(report);
  const results = fileURLToPath(new URL("../../results/", import.meta.url));
  mkdirSync(results, { recursive: true });
  const name = `turn-relay-${report.date.slice(0, 16).replaceAll(":", "")}`;
  writeFileSync(join(results, `${name}.json`), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(join(results, `${name}.md`), markdown);
  process.stdout.write(markdown);
}

try {
  await measureAll();
  writeReport();
} finally {
  rmSync(folder, { recursive: true });
}
