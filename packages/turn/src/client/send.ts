import { randomBytes } from "node:crypto";
import { DATA } from "../stun/attributes/data.ts";
import { XOR_PEER_ADDRESS } from "../stun/attributes/xor-peer-address.ts";
import { CLASS, METHOD } from "../stun/header.ts";
import type { TransportAddress } from "../stun/ip-address.ts";
import { MALFORMED, type StunMessage } from "../stun/message.ts";
import { MessageWriter } from "../stun/message-writer.ts";

/** What Send puts around the data at most, bytes: header, IPv6 address, the head of DATA and its padding. */
const AROUND = 64;

/** A Send indication (RFC 8656 section 11.1). */
export function sendMessage(peer: TransportAddress, data: Buffer): Buffer {
  const writer = new MessageWriter(METHOD.send, CLASS.indication, randomBytes(12), AROUND + data.length);
  return writer.add(XOR_PEER_ADDRESS, peer).add(DATA, data).finish();
}

/** Reads a Data indication (RFC 8656 section 11.4). @returns undefined when it is none */
export function readDataMessage(message: StunMessage): { from: TransportAddress; data: Buffer } | undefined {
  if (message.method !== METHOD.data) return undefined;
  const from = message.read(XOR_PEER_ADDRESS);
  const data = message.read(DATA);
  if (from === undefined || from === MALFORMED || data === undefined || data === MALFORMED) return undefined;
  return { from, data };
}
