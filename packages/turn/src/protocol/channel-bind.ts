import { CHANNEL_NUMBER } from "../stun/attributes/channel-number.ts";
import { XOR_PEER_ADDRESS } from "../stun/attributes/xor-peer-address.ts";
import { isChannelNumber } from "../stun/channel-data.ts";
import { type IpAddress, sameIp, type TransportAddress } from "../stun/ip-address.ts";
import { MALFORMED } from "../stun/message.ts";
import { type Allocation, Channel } from "./allocation.ts";
import { CHANNEL_LIFETIME } from "./limits.ts";
import { permit, refuseCount, refusePeer } from "./permissions.ts";
import { type Outcome, refuse, success, type UserRequest } from "./request.ts";
import type { ServerState } from "./server-state.ts";

/** RFC 8656 section 12.2: one number, one peer, for 10 minutes; the permission comes with it. */
export function channelBind(
  state: ServerState,
  { message, now }: UserRequest,
  allocation: Allocation,
): Outcome {
  const number = message.read(CHANNEL_NUMBER);
  const peer = message.read(XOR_PEER_ADDRESS);
  if (number === undefined || number === MALFORMED || !isChannelNumber(number)) return refuse(400);
  if (peer === undefined || peer === MALFORMED) return refuse(400);
  const refused = refusePeer(state, allocation, peer.ip, peer.port);
  if (refused !== undefined) return refuse(refused);
  allocation.prune(now);
  if (isTaken(allocation, number, peer)) return refuse(400);
  const known = allocation.channel(number);
  const full = refuseCount(state, allocation, [peer.ip], known === undefined ? 1 : 0);
  if (full !== undefined) return refuse(full);
  const host = permit(state, allocation, peer.ip, now);
  const channel = known ?? addChannel(allocation, new Channel(number, host, peer.port));
  channel.boundUntil = now + CHANNEL_LIFETIME;
  return success();
}

/** The number belongs to another peer, or the peer has another number. */
function isTaken(allocation: Allocation, number: number, peer: TransportAddress): boolean {
  return allocation.channels.some(
    (channel) => (channel.number === number) !== isPeer(channel, peer.ip, peer.port),
  );
}

function isPeer(channel: Channel, ip: IpAddress, port: number): boolean {
  return channel.port === port && sameIp(channel.host.ip, ip);
}

function addChannel(allocation: Allocation, channel: Channel): Channel {
  allocation.channels.push(channel);
  channel.host.channels.push(channel);
  return channel;
}
