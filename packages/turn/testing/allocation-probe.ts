// Prints how many bytes of heap one relayed packet costs, for each way a packet can go. Needs --expose-gc and a young
// generation large enough that nothing is collected while it counts.
import type { Link } from "../src/protocol/path.ts";
import { channelData, pairOf, sendIndication, TestServer } from "./harness.ts";

const WARM = 1_000_000;
const COUNT = 1_000_000;

const silent: Link["send"] = () => true;
const results: Record<string, number> = {};
for (const [name, hostBinds, guestBinds, guestTransport] of [
  ["channel to channel", true, true, "udp"],
  ["channel to indication", true, false, "udp"],
  ["indication to channel", false, true, "udp"],
  ["indication to indication", false, false, "udp"],
  ["channel to padded channel", true, true, "tcp"],
] as const) {
  const server = new TestServer({ limits: { bitsPerSecond: 1e9 } });
  const { host, guest, hostAt, guestAt } = pairOf(server, "call", ["udp", guestTransport]);
  if (hostBinds) host.bind(0x4000, guestAt);
  if (guestBinds) guest.bind(0x4001, hostAt);
  guest.link.send = silent;
  const template = hostBinds
    ? channelData(0x4000, Buffer.alloc(1001))
    : sendIndication(guestAt, Buffer.alloc(1001));
  const bytes = Buffer.alloc(template.length);
  const { core } = server;
  const { path } = host;
  const relay = (count: number) => {
    for (let done = 0; done < count; done++) {
      bytes.set(template);
      if (done % 100 === 0) server.now++;
      core.receive(path, bytes, 0, bytes.length, server.now);
    }
  };
  relay(WARM);
  const relayedBefore = core.metrics().packetsRelayed;
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  relay(COUNT);
  results[name] = (process.memoryUsage().heapUsed - before) / COUNT;
  const relayed = core.metrics().packetsRelayed - relayedBefore;
  if (relayed !== COUNT) throw new Error(`${name}: only ${relayed} were relayed`);
}
process.stdout.write(JSON.stringify(results));
