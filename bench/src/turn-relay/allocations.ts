import { Client } from "./client.ts";
import type { Measurements } from "./measurement.ts";
import { usageOf, usedSince } from "./processor.ts";
import type { Measured } from "./servers.ts";
import { ADMITTED } from "./setting.ts";

/** How many allocate at the same time. */
const TOGETHER = 20;
const SET_UPS = 1000;
/** Rounds before the one that counts: Node compiles what is hot only after a while. */
const WARM_UPS = 4;
export const KEPT = 5000;

/**
 * Processor time of setting up an allocation over UDP (challenge, Allocate, ChannelBind to the other end) and of ending
 * it.
 */
export async function measureSetUp(into: Measurements, server: Measured): Promise<void> {
  for (let round = 0; round < WARM_UPS; round++) await freeAll(await allocate(server, SET_UPS));
  const before = usageOf(server.pid);
  await freeAll(await allocate(server, SET_UPS));
  const { running } = usedSince(server.pid, before);
  into.add(
    "allocation over UDP, from challenge to end: processor time",
    "us",
    server.name,
    running / 1e3 / SET_UPS,
  );
}

/** Resident memory of an allocation with one channel over UDP. Needs a server that has done nothing yet. */
export async function measureMemory(into: Measurements, server: Measured): Promise<void> {
  // What is loaded and compiled at first use is no part of an allocation; memory that was freed would hide some.
  await freeAll(await allocate(server, SET_UPS / 10));
  const before = await server.resident();
  const clients = await allocate(server, KEPT);
  const after = await server.resident();
  await freeAll(clients);
  into.add("allocation with one channel: resident memory", "kB", server.name, (after - before) / 1000 / KEPT);
}

/** Pairs of clients, bound to each other; their sockets are closed, their allocations live on. */
export async function allocate(server: Measured, count: number): Promise<Client[]> {
  const clients: Client[] = [];
  const pairs = count / 2;
  let next = 0;
  const worker = async () => {
    while (next < pairs) {
      const tag = ADMITTED[next++ % ADMITTED.length] ?? "";
      clients.push(...(await pair(server.ports.udp ?? 0, tag)));
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, worker));
  return clients;
}

export async function freeAll(clients: readonly Client[]): Promise<void> {
  const left = [...clients];
  const worker = async () => {
    for (let client = left.pop(); client !== undefined; client = left.pop()) await client.close();
  };
  await Promise.all(Array.from({ length: TOGETHER }, worker));
}

async function pair(port: number, tag: string): Promise<[Client, Client]> {
  const host = await Client.open("udp", port, tag, "h");
  const guest = await Client.open("udp", port, tag, "g");
  await host.bind(guest.relayed);
  await guest.bind(host.relayed);
  await host.lend();
  await guest.lend();
  return [host, guest];
}
