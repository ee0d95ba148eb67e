import { randomBytes } from "node:crypto";
import { BlockList } from "node:net";
import { type Allocation, TurnClientError } from "@onecall/turn/client";
import type { IpAddress } from "@onecall/turn/stun";
import type { CheckedServer } from "./checked-server.ts";
import { type Finding, wrong } from "./finding.ts";
import type { Way } from "./ways.ts";

/** Lost datagrams are sent again after so many milliseconds. */
const AGAIN = 200;
/** How long data may take, milliseconds. */
const PATIENCE = 3_000;
const CHANNEL = 0x4000;

/**
 * Relays between two allocations of one server, by Send indications one way and through a channel the other: between two people behind
 * hard NATs nothing else is ever needed.
 *
 * @returns what is wrong, undefined when all is well
 * @throws TurnClientError
 */
export const checkRelay = async (
  { kind }: CheckedServer,
  { ip }: Way,
  one: Allocation,
  two: Allocation,
): Promise<Finding | undefined> => {
  const address = one.relayed.ip.text;
  if (isPrivate(one.relayed.ip) && !isPrivate(ip)) {
    return wrong(`It tells devices the private relay address ${address}: set external-ip to its public one.`);
  }
  try {
    await one.permit(two.relayed);
    await two.bindChannel(CHANNEL, one.relayed);
  } catch (error) {
    if (!(error instanceof TurnClientError) || error.refusal?.status !== 403) throw error;
    return wrong(DENIED[kind]());
  }
  const arrived =
    (await arrives(two, (data) => one.send(two.relayed, data))) &&
    (await arrives(one, (data) => two.sendChannel(CHANNEL, data)));
  return arrived ? undefined : wrong(LOST[kind](address));
};

const DENIED = {
  own: () =>
    "It does not relay for the doctor (403): restart it, so that it runs this version with these settings.",
  external: () => "It may not relay to its own relay address (403): set allowed-peer-ip to its relay-ip.",
} as const;

const LOST = {
  own: () => "It permits relaying, and nothing arrives: see its log.",
  external: (address: string) =>
    `Nothing sent to its relay address ${address} arrives: check external-ip, and that its firewall lets its relay ports reach each other.`,
} as const;

/** Sends until it arrives or time is up. */
const arrives = async (to: Allocation, send: (data: Buffer) => void): Promise<boolean> => {
  const data = randomBytes(32);
  const end = performance.now() + PATIENCE;
  const timer = setInterval(() => send(data), AGAIN);
  send(data);
  try {
    for (;;) {
      const received = await to.receive(Math.max(end - performance.now(), 0));
      if (received.data.equals(data)) return true;
    }
  } catch (error) {
    if (error instanceof TurnClientError && error.code === "timeout") return false;
    throw error;
  } finally {
    clearInterval(timer);
  }
};

const PRIVATE = new BlockList();
for (const [address, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const) {
  PRIVATE.addSubnet(address, bits, "ipv4");
}
for (const [address, bits] of [
  ["::", 127],
  ["fc00::", 7],
  ["fe80::", 10],
] as const) {
  PRIVATE.addSubnet(address, bits, "ipv6");
}

const isPrivate = ({ text, family }: IpAddress) => PRIVATE.check(text, family === 4 ? "ipv4" : "ipv6");
