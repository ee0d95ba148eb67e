import { randomBytes } from "node:crypto";
import { CHANNEL_HEADER_LENGTH, channelDataLength, writeChannelHeader } from "../stun/channel-data.ts";
import { HEADER_LENGTH } from "../stun/header.ts";
import { sameIp } from "../stun/ip-address.ts";
import type { Allocation, Channel, PeerHost } from "./allocation.ts";
import { dataHeaderLength, writeDataHeader } from "./data-indication.ts";
import type { DropReason } from "./drops.ts";
import { LOWEST_PEER_PORT, MAX_DATAGRAM, UNANSWERED_BYTES, UNANSWERED_PACKETS } from "./limits.ts";
import type { Path } from "./path.ts";
import { mayTalk } from "./policy/same-call.ts";
import { Scratch } from "./scratch.ts";
import { SendReader } from "./send.ts";
import type { ServerState } from "./server-state.ts";

/**
 * The data path. Nothing here allocates for a packet: addresses are compared as words, messages are built where they were
 * received or in memory made once, lists are short enough to look through. `relay.test.ts` measures it. Everything here
 * says why it dropped a packet, or undefined when it did not.
 */
export class Relay {
  readonly #state: ServerState;
  readonly #scratch = new Scratch();
  readonly #send = new SendReader();
  readonly #limitPerCall: number;
  readonly #isPublic: boolean;
  readonly #transactionPrefix = randomBytes(8).readInt32BE(0);
  #transaction = 0;

  constructor(state: ServerState) {
    this.#state = state;
    this.#limitPerCall = state.settings.limits.bytesPerCall;
    this.#isPublic = state.settings.policy.kind === "public";
  }

  /** ChannelData from a client: RFC 8656 section 12.6. */
  channelData(path: Path, bytes: Buffer, start: number, end: number, now: number): DropReason | undefined {
    const allocation = path.allocation;
    if (allocation === undefined || allocation.state !== "live") return "no-allocation";
    const length = channelDataLength(bytes, start, end);
    if (length === -1) return "bad-channel-length";
    const channel = allocation.channel(((bytes[start] ?? 0) << 8) | (bytes[start + 1] ?? 0));
    if (channel === undefined || channel.boundUntil <= now) return "no-channel";
    const data = start + CHANNEL_HEADER_LENGTH;
    return this.#forward(allocation, channel.host, channel.port, bytes, start, data, data + length, end, now);
  }

  /** A Send indication from a client: RFC 8656 section 11.2; every refusal is silent and counted. */
  sendIndication(path: Path, bytes: Buffer, start: number, end: number, now: number): DropReason | undefined {
    const allocation = path.allocation;
    if (allocation === undefined || allocation.state !== "live") return "no-allocation";
    const send = this.#send;
    if (!send.read(bytes, start, end)) return "bad-indication";
    const host = this.#hostOf(allocation);
    if (host === undefined) return "no-permission";
    return this.#forward(allocation, host, send.port, bytes, start, send.dataStart, send.dataEnd, end, now);
  }

  /** A datagram that a peer sent to a relay socket: RFC 8656 section 11.3. */
  fromPeer(
    allocation: Allocation,
    bytes: Buffer,
    address: string,
    port: number,
    now: number,
  ): DropReason | undefined {
    if (allocation.state !== "live") return "no-allocation";
    const length = bytes.length;
    if (length > MAX_DATAGRAM) return "too-long";
    for (const host of allocation.hosts) {
      if (host.ip.text !== address) continue;
      if (host.permittedUntil <= now) break;
      host.answered = true;
      return this.#deliver(allocation, host, port, bytes, 0, 0, length, length, now);
    }
    return "no-permission";
  }

  #hostOf(allocation: Allocation): PeerHost | undefined {
    const { family, w0, w1, w2, w3 } = this.#send;
    for (const host of allocation.hosts) {
      const { ip } = host;
      if (ip.w0 === w0 && ip.family === family && ip.w1 === w1 && ip.w2 === w2 && ip.w3 === w3) return host;
    }
    return undefined;
  }

  /** From a client towards a peer: to another allocation in this process, or out of the relay socket. */
  #forward(
    from: Allocation,
    host: PeerHost,
    port: number,
    bytes: Buffer,
    start: number,
    dataStart: number,
    dataEnd: number,
    end: number,
    now: number,
  ): DropReason | undefined {
    const length = dataEnd - dataStart;
    if (length > MAX_DATAGRAM) return "too-long";
    if (host.permittedUntil <= now) return "no-permission";
    if (!from.up.take(length, now)) return "bandwidth";
    const { call } = from;
    if (call.bytes + length > this.#limitPerCall) return "call-bytes";
    call.bytes += length;
    from.packetsUp++;
    from.bytesUp += length;
    const to = sameIp(host.ip, from.relayed.ip) ? this.#state.registry.find(port, from) : undefined;
    if (to === undefined) {
      return host.isOutside ? this.#leave(from, host, port, bytes, dataStart, dataEnd) : "peer-gone";
    }
    if (!this.#isPublic && !mayTalk(from, to)) return "peer-refused";
    const back = to.host(from.relayed.ip);
    if (back === undefined || back.permittedUntil <= now) return "no-permission";
    return this.#deliver(to, back, from.relayed.port, bytes, start, dataStart, dataEnd, end, now);
  }

  /** Out of the relay socket of the public policy. The address passed the policy when it got its permission. */
  #leave(
    from: Allocation,
    host: PeerHost,
    port: number,
    bytes: Buffer,
    dataStart: number,
    dataEnd: number,
  ): DropReason | undefined {
    const { socket } = from;
    if (socket === undefined || port < LOWEST_PEER_PORT) return "peer-refused";
    if (!host.answered) {
      const length = dataEnd - dataStart;
      if (host.packetsUnanswered >= UNANSWERED_PACKETS) return "unanswered";
      if (host.bytesUnanswered + length > UNANSWERED_BYTES) return "unanswered";
      host.packetsUnanswered++;
      host.bytesUnanswered += length;
    }
    if (!socket.send(bytes, dataStart, dataEnd, host.ip.text, port)) return "queue-full";
    this.#count(dataEnd - dataStart);
    return undefined;
  }

  /** To the client of an allocation: as ChannelData when the peer has a channel, else as a Data indication. */
  #deliver(
    to: Allocation,
    host: PeerHost,
    port: number,
    bytes: Buffer,
    start: number,
    dataStart: number,
    dataEnd: number,
    end: number,
    now: number,
  ): DropReason | undefined {
    const length = dataEnd - dataStart;
    if (!to.down.take(length, now)) return "bandwidth";
    const channel = channelOf(host, port, now);
    const isStream = to.path.link.transport !== "udp";
    const header = channel === undefined ? dataHeaderLength(host.ip) : CHANNEL_HEADER_LENGTH;
    // ChannelData needs no padding over UDP (section 12.5), attributes always do.
    const padding = channel === undefined || isStream ? -length & 3 : 0;
    const fits = dataStart - header >= start && dataEnd + padding <= end;
    const into = fits ? bytes : this.#scratch.bytes;
    const at = fits ? dataStart : this.#scratch.place(bytes, dataStart, dataEnd);
    for (let pad = at + length; pad < at + length + padding; pad++) into[pad] = 0;
    if (channel === undefined) this.#writeData(into, at - header, host, port, length);
    else writeChannelHeader(into, at - header, channel.number, length);
    const payload = fits ? "media" : "borrowed-media";
    if (!to.path.link.send(to.path, into, at - header, at + length + padding, payload)) {
      return "queue-full";
    }
    to.packetsDown++;
    to.bytesDown += length;
    this.#count(length);
    return undefined;
  }

  #writeData(into: Buffer, at: number, host: PeerHost, port: number, length: number): void {
    this.#transaction = (this.#transaction + 1) | 0;
    writeDataHeader(into, at, this.#transactionPrefix, this.#transaction, host.ip, port, length);
  }

  #count(length: number): void {
    const { counters } = this.#state;
    counters.packetsRelayed++;
    counters.bytesRelayed += length;
  }
}

function channelOf(host: PeerHost, port: number, now: number): Channel | undefined {
  for (const channel of host.channels) {
    if (channel.port === port && channel.boundUntil > now) return channel;
  }
  return undefined;
}

/** Whether the message is a Send indication, by its type alone. */
export function isSendIndication(bytes: Buffer, start: number, end: number): boolean {
  return end - start >= HEADER_LENGTH && bytes[start] === 0x00 && bytes[start + 1] === 0x16;
}
