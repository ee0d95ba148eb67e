import { Client } from "./client.ts";
import type { Measured, Transport } from "./servers.ts";
import { ADMITTED, CALLS } from "./setting.ts";

/** How media is wrapped: ChannelData, or Send and Data indications as Firefox does. */
export type Wrapping = "channel" | "indication";

/** A call with both ends on the relay. */
export type Call = readonly [Client, Client];

/** Sets up all calls, permitted both ways. */
export async function openCalls(server: Measured, transport: Transport, wrapping: Wrapping): Promise<Call[]> {
  const port = server.ports[transport];
  if (port === undefined) throw new Error(`${server.name} does not speak ${transport}.`);
  const calls: Call[] = [];
  for (const tag of ADMITTED.slice(0, CALLS)) {
    const host = await Client.open(transport, port, tag, "h");
    const guest = await Client.open(transport, port, tag, "g");
    for (const [one, other] of [
      [host, guest],
      [guest, host],
    ] as const) {
      await (wrapping === "channel" ? one.bind(other.relayed) : one.permit(other.relayed));
    }
    calls.push([host, guest]);
  }
  return calls;
}

export async function closeCalls(calls: readonly Call[]): Promise<void> {
  for (const client of calls.flat()) await client.close();
}
