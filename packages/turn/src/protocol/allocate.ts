import { ADDITIONAL_ADDRESS_FAMILY } from "../stun/attributes/additional-address-family.ts";
import { ADDRESS_ERROR_CODE } from "../stun/attributes/address-error-code.ts";
import { ALTERNATE_SERVER } from "../stun/attributes/alternate-server.ts";
import { DONT_FRAGMENT } from "../stun/attributes/dont-fragment.ts";
import { EVEN_PORT } from "../stun/attributes/even-port.ts";
import { LIFETIME } from "../stun/attributes/lifetime.ts";
import { MOBILITY_TICKET } from "../stun/attributes/mobility-ticket.ts";
import { REQUESTED_ADDRESS_FAMILY } from "../stun/attributes/requested-address-family.ts";
import { PROTOCOL_UDP, REQUESTED_TRANSPORT } from "../stun/attributes/requested-transport.ts";
import { RESERVATION_TOKEN } from "../stun/attributes/reservation-token.ts";
import { UNKNOWN_ATTRIBUTES } from "../stun/attributes/unknown-attributes.ts";
import { XOR_MAPPED_ADDRESS } from "../stun/attributes/xor-mapped-address.ts";
import { XOR_RELAYED_ADDRESS } from "../stun/attributes/xor-relayed-address.ts";
import type { Family, IpAddress } from "../stun/ip-address.ts";
import { MALFORMED } from "../stun/message.ts";
import type { MessageWriter } from "../stun/message-writer.ts";
import { Allocation } from "./allocation.ts";
import { lifetimeOf } from "./lifetime.ts";
import { RememberedAnswer } from "./path.ts";
import { type Outcome, refuse, success, type UserRequest } from "./request.ts";
import type { ServerState } from "./server-state.ts";
import { TokenBucket } from "./token-bucket.ts";

/** What an Allocate asks for, once it is known to be well formed. */
interface Wish {
  readonly family: Family;
  readonly ip: IpAddress;
  readonly ports: "any" | "even" | "pair" | Buffer;
  /** Seconds. */
  readonly lifetime: number;
  readonly additional: boolean;
}

/** An allocation that was made, and what its answer holds. */
interface Made {
  readonly allocation: Allocation;
  readonly wish: Wish;
  readonly token: Buffer | undefined;
}

/** What waits for a relay socket. */
export interface PendingAllocate extends Made {
  readonly request: UserRequest;
  triesLeft: number;
}

/** RFC 8656 section 7.2. The repeated request was answered before it gets here. */
export function allocate(state: ServerState, request: UserRequest): PendingAllocate | Outcome {
  const { path, now, identity } = request;
  if (path.allocation !== undefined) return refuse(437);
  // TURN-14: only here does the expiry count.
  if (identity.user.expires < state.seconds(now)) return refuse(401);
  const wish = readWish(state, request);
  if ("kind" in wish) return wish;
  const refusal = refuseForLoad(state, request);
  if (refusal !== undefined) return refusal;
  const made = make(state, request, wish);
  if (made === undefined) return refuse(508);
  if (state.settings.policy.kind === "same-call") return finishAllocate(state, made, request);
  // Whoever asked for a certain port gets that one or none.
  return { ...made, request, triesLeft: wish.ports === "any" ? 8 : 1 };
}

/** The allocation goes live; its success. */
export function finishAllocate(state: ServerState, made: Made, request: UserRequest): Outcome {
  const { allocation, wish, token } = made;
  const { path, now } = request;
  state.registry.goLive(allocation, now + wish.lifetime * 1000);
  const write = (writer: MessageWriter) => {
    writer.add(XOR_RELAYED_ADDRESS, allocation.relayed).add(LIFETIME, wish.lifetime);
    if (token !== undefined) writer.add(RESERVATION_TOKEN, token);
    writer.add(XOR_MAPPED_ADDRESS, { ip: path.ip, port: path.port });
    // One allocation has one address here: section 7.2 lets the server say so and the client make a second one.
    if (wish.additional) writer.add(ADDRESS_ERROR_CODE, { family: 6, code: 440 });
  };
  return success(write, (answer) => {
    allocation.answer = new RememberedAnswer(answer);
  });
}

/** Reads and checks the request itself, in the order of the clause. */
function readWish(state: ServerState, { message }: UserRequest): Wish | Outcome {
  const transport = message.read(REQUESTED_TRANSPORT);
  if (transport === undefined || transport === MALFORMED) return refuse(400);
  if (transport !== PROTOCOL_UDP) return refuse(442);
  // RFC 8016 section 3.4: allocations here do not move.
  if (message.has(MOBILITY_TICKET)) return refuse(405);
  const fragment = refuseDontFragment(state, message.read(DONT_FRAGMENT));
  if (fragment !== undefined) return fragment;
  const lifetime = message.read(LIFETIME);
  const additional = message.read(ADDITIONAL_ADDRESS_FAMILY);
  const asked = message.read(REQUESTED_ADDRESS_FAMILY);
  if (lifetime === MALFORMED || additional === MALFORMED || asked === MALFORMED) return refuse(400);
  const ports = readPorts(state, message.read(EVEN_PORT), message.read(RESERVATION_TOKEN), asked);
  if (typeof ports === "object" && "kind" in ports) return ports;
  // Section 7.2: only IPv6 can be additional, to nothing else, and to one port.
  if (additional !== undefined && (additional !== 0x02 || asked !== undefined || ports !== "any")) {
    return refuse(400);
  }
  const family = chooseFamily(state, asked);
  if (family === undefined) return refuse(440);
  return {
    ...family,
    ports,
    lifetime: lifetimeOf(lifetime, state.settings.limits),
    additional: additional !== undefined,
  };
}

/** Under same-call no datagram leaves on the relayed side, so none is ever fragmented there. */
function refuseDontFragment(state: ServerState, value: true | undefined | symbol): Outcome | undefined {
  const { policy } = state.settings;
  if (value === MALFORMED) return refuse(400);
  if (value === undefined || policy.kind === "same-call" || policy.dontFragment) return undefined;
  return refuse(420, (writer: MessageWriter) => writer.add(UNKNOWN_ATTRIBUTES, [DONT_FRAGMENT.type]));
}

function readPorts(
  state: ServerState,
  even: { readonly reserveNext: boolean } | undefined | symbol,
  token: Buffer | undefined | symbol,
  family: number | undefined,
): Wish["ports"] | Extract<Outcome, { kind: "error" }> {
  const error = (code: 400 | 508) => ({ kind: "error", code }) as const;
  if (typeof even === "symbol" || typeof token === "symbol") return error(400);
  if (token !== undefined && (even !== undefined || family !== undefined)) return error(400);
  if (token === undefined && even === undefined) return "any";
  // Relayed ports are only numbers under same-call: one can be even, but there is no second socket to promise.
  const isReserving = token !== undefined || even?.reserveNext === true;
  if (isReserving && state.settings.policy.kind === "same-call") return error(508);
  if (token !== undefined) return token;
  return even?.reserveNext ? "pair" : "even";
}

/** Without a wish it is IPv4 (section 7.2), or IPv6 on a server that has nothing else. */
function chooseFamily(
  state: ServerState,
  asked: number | undefined,
): { family: Family; ip: IpAddress } | undefined {
  const { ipv4, ipv6 } = state.settings.relay;
  if (asked === undefined) {
    if (ipv4 !== undefined) return { family: 4, ip: ipv4 };
    return ipv6 === undefined ? undefined : { family: 6, ip: ipv6 };
  }
  if (asked === 0x01 && ipv4 !== undefined) return { family: 4, ip: ipv4 };
  return asked === 0x02 && ipv6 !== undefined ? { family: 6, ip: ipv6 } : undefined;
}

function refuseForLoad(state: ServerState, { path, now, identity }: UserRequest): Outcome | undefined {
  const { registry, settings, draining } = state;
  if (draining !== undefined) {
    const alternate = path.ip.family === 4 ? draining.ipv4 : draining.ipv6;
    return alternate === undefined
      ? refuse(508)
      : refuse(300, (writer) => writer.add(ALTERNATE_SERVER, alternate));
  }
  const { callTag, seat } = identity.user;
  if (registry.calls.isClosed(callTag)) return refuse(403);
  if (registry.countOf(callTag, seat) >= settings.limits.allocationsPerUser) return refuse(486);
  if (registry.countFrom(path.ip) >= settings.limits.allocationsPerAddress) return refuse(486);
  if (!state.mayAllocateFrom(path.ip, now)) return refuse(486);
  if (registry.size >= settings.limits.allocations || !state.mayAllocate(now)) return refuse(508);
  return undefined;
}

function make(state: ServerState, { path, now, identity }: UserRequest, wish: Wish): Made | undefined {
  const { registry, settings } = state;
  const place = takePort(state, wish);
  if (place === undefined) return undefined;
  const bytesPerSecond = Math.ceil(settings.limits.bitsPerSecond / 8);
  const allocation = new Allocation({
    path,
    call: registry.calls.open(identity.user.callTag),
    user: identity.user,
    password: identity.password,
    relayed: { ip: place.ip, port: place.port },
    up: new TokenBucket(bytesPerSecond, bytesPerSecond, now),
    down: new TokenBucket(bytesPerSecond, bytesPerSecond, now),
    now,
    onExpire: (ended, reason, at) => registry.free(ended, reason, at),
  });
  registry.add(allocation);
  const token = wish.ports === "pair" ? registry.ports.reserve(place.family, place.port + 1, now) : undefined;
  return { allocation, wish, token };
}

function takePort(
  state: ServerState,
  wish: Wish,
): { family: Family; ip: IpAddress; port: number } | undefined {
  const { ports } = state.registry;
  if (Buffer.isBuffer(wish.ports)) {
    const reserved = ports.redeem(wish.ports);
    const ip = reserved?.family === 6 ? state.settings.relay.ipv6 : state.settings.relay.ipv4;
    return reserved === undefined || ip === undefined
      ? undefined
      : { family: reserved.family, ip, port: reserved.port };
  }
  const port = ports.take(wish.family, wish.ports);
  return port === undefined ? undefined : { family: wish.family, ip: wish.ip, port };
}
