import type { Wrapping } from "./calls.ts";
import { DatagramLoad } from "./datagram-load.ts";
import type { Load } from "./load.ts";
import type { Measured, ServerName, Transport } from "./servers.ts";
import { StreamLoad } from "./stream-load.ts";

/** One way of relaying that is measured. */
export interface Way {
  /** On the command line. */
  readonly name: string;
  readonly title: string;
  readonly transport: Transport;
  readonly wrapping: Wrapping;
  readonly servers: readonly ServerName[];
}

export const WAYS: readonly Way[] = [
  {
    name: "udp",
    title: "UDP, channels",
    transport: "udp",
    wrapping: "channel",
    servers: ["direct", "thread", "coturn", "bare"],
  },
  {
    name: "indications",
    title: "UDP, indications",
    transport: "udp",
    wrapping: "indication",
    servers: ["direct", "thread", "coturn"],
  },
  {
    name: "tcp",
    title: "TCP",
    transport: "tcp",
    wrapping: "channel",
    servers: ["direct", "thread", "coturn"],
  },
  {
    name: "tls",
    title: "TLS",
    transport: "tls",
    wrapping: "channel",
    servers: ["direct", "thread", "coturn"],
  },
];

/** Ten calls over that way. `blast` is the program that sends datagrams. */
export function openLoad(way: Way, server: Measured, blast: string): Promise<Load> {
  return way.transport === "udp"
    ? DatagramLoad.open(blast, server, way.wrapping)
    : StreamLoad.open(server, way.transport);
}
