import { CHANNEL_NUMBER } from "../stun/attributes/channel-number.ts";
import { XOR_PEER_ADDRESS } from "../stun/attributes/xor-peer-address.ts";
import { CHANNEL_HEADER_LENGTH, channelDataLength, writeChannelHeader } from "../stun/channel-data.ts";
import { METHOD } from "../stun/header.ts";
import type { TransportAddress } from "../stun/ip-address.ts";
import type { Login } from "./login.ts";

/** ChannelBind (RFC 8656 section 12.2); `number` is 0x4000 to 0x4fff. Permits the peer too. @throws TurnClientError refusal */
export async function channelBind(login: Login, number: number, peer: TransportAddress): Promise<void> {
  await login.request(METHOD.channelBind, (writer) =>
    writer.add(CHANNEL_NUMBER, number).add(XOR_PEER_ADDRESS, peer),
  );
}

/** ChannelData (RFC 8656 section 12.4), padded where streams need it (12.5). */
export function channelMessage(number: number, data: Uint8Array, isPadded: boolean): Buffer {
  const length = CHANNEL_HEADER_LENGTH + data.length;
  const bytes = Buffer.alloc(isPadded ? (length + 3) & ~3 : length);
  writeChannelHeader(bytes, 0, number, data.length);
  bytes.set(data, CHANNEL_HEADER_LENGTH);
  return bytes;
}

/** @returns undefined when the message says it is longer than it is */
export function readChannelMessage(bytes: Buffer): { number: number; data: Buffer } | undefined {
  const length = channelDataLength(bytes, 0, bytes.length);
  if (length === -1) return undefined;
  const data = bytes.subarray(CHANNEL_HEADER_LENGTH, CHANNEL_HEADER_LENGTH + length);
  return { number: bytes.readUInt16BE(0), data };
}
