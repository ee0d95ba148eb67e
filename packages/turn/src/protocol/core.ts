import { UNKNOWN_ATTRIBUTES } from "../stun/attributes/unknown-attributes.ts";
import { startsChannelData } from "../stun/channel-data.ts";
import { CLASS, METHOD } from "../stun/header.ts";
import type { StunMessage } from "../stun/message.ts";
import { readMessage } from "../stun/message-reader.ts";
import { allocate, finishAllocate, type PendingAllocate } from "./allocate.ts";
import type { Allocation } from "./allocation.ts";
import { MAX_AMPLIFICATION, SMALLEST_ALLOCATE, writeAnswer, writeChallenge } from "./answer.ts";
import { type Authority, authenticate } from "./authenticate.ts";
import { binding } from "./binding.ts";
import { channelBind } from "./channel-bind.ts";
import { createPermission } from "./create-permission.ts";
import { type Credentials, issue, type Seat } from "./credentials.ts";
import type { DropReason } from "./drops.ts";
import { MAX_DATAGRAM, MAX_FRAME } from "./limits.ts";
import type { CloseReason, Metrics } from "./metrics.ts";
import type { Path } from "./path.ts";
import { refresh } from "./refresh.ts";
import { isSendIndication, Relay } from "./relay.ts";
import type { RelaySocket } from "./relay-sockets.ts";
import { type Identity, type Outcome, type Request, refuse, type UserRequest } from "./request.ts";
import { ServerState } from "./server-state.ts";
import type { Alternates, CoreSettings } from "./settings.ts";

/** How many types a 420 names at most, which bounds the answer. */
const MAX_UNKNOWN = 8;

/**
 * The server without sockets and clocks: bytes and the time go in, what is to be done goes out through the links and relay
 * sockets it was given. `now` is in milliseconds on a clock that never jumps.
 */
export class TurnCore {
  readonly #state: ServerState;
  readonly #relay: Relay;
  readonly #authority: Authority;
  readonly #pending = new Map<Allocation, PendingAllocate>();

  constructor(settings: CoreSettings, now: number) {
    this.#state = new ServerState(settings, now);
    this.#relay = new Relay(this.#state);
    const { realm, secrets, policy } = settings;
    const { nonces, hashes } = this.#state;
    this.#authority = { realm, secrets, nonces, hashes, seats: policy.kind === "same-call" };
  }

  /**
   * A datagram, or one message of a stream. The bytes may be changed and sent on. Never throws. @returns why nothing came
   * of it, undefined when something did; the reason is counted.
   */
  receive(path: Path, bytes: Buffer, start: number, end: number, now: number): DropReason | undefined {
    const reason = this.#take(path, bytes, start, end, now);
    if (reason !== undefined) this.#state.counters.drop(reason);
    return reason;
  }

  /** A datagram that came to the relay socket of an allocation, from `address` as the socket reports it. */
  receiveFromPeer(
    allocation: Allocation,
    bytes: Buffer,
    address: string,
    port: number,
    now: number,
  ): DropReason | undefined {
    const reason = this.#relay.fromPeer(allocation, bytes, address, port, now);
    if (reason !== undefined) this.#state.counters.drop(reason);
    return reason;
  }

  /** A TCP or TLS connection is there; it is closed when no allocation follows in time. */
  pathOpened(path: Path, now: number): void {
    this.#state.queue.schedule(path, now + this.#state.settings.limits.startSeconds * 1000);
  }

  /** The connection is gone, and with it its allocation (RFC 8656 section 3.1). */
  pathClosed(path: Path, now: number): void {
    if (path.allocation !== undefined) this.#free(path.allocation, "connection-closed", now);
    this.#state.queue.remove(path);
    path.link.forget(path);
  }

  /** The socket that the allocation waited for. */
  relayOpened(allocation: Allocation, socket: RelaySocket, now: number): void {
    const pending = this.#pending.get(allocation);
    this.#pending.delete(allocation);
    if (pending === undefined || allocation.state !== "opening") {
      socket.close();
      return;
    }
    allocation.socket = socket;
    const request = { ...pending.request, now };
    this.#answer(request, finishAllocate(this.#state, pending, request), request.identity);
  }

  /** The port could not be opened; another one is tried, and in the end it is 508. */
  relayFailed(allocation: Allocation, now: number): void {
    const pending = this.#pending.get(allocation);
    if (pending === undefined) return;
    const { ports } = this.#state.registry;
    const { family, relayed } = allocation;
    const next = --pending.triesLeft > 0 ? ports.take(family, "any") : undefined;
    if (next === undefined) {
      this.#free(allocation, "server-closed", now);
      this.#answer(pending.request, refuse(508), pending.request.identity);
      return;
    }
    ports.release(family, relayed.port);
    allocation.relayed = { ip: relayed.ip, port: next };
    this.#open(pending);
  }

  /** Does what is due. To be called about once a second; `wallNow` is in milliseconds since 1970. */
  tick(now: number, wallNow: number): void {
    this.#state.wallOffset = wallNow - now;
    this.#state.queue.expire(now);
    this.#state.registry.calls.prune(now);
  }

  /** From now on the seats of the call may relay to each other. */
  admit(callTag: string): void {
    const { calls } = this.#state.registry;
    calls.reopen(callTag);
    const call = calls.open(callTag);
    call.admitted = true;
    call.kept = true;
  }

  /** The owner lets go of the call: what is there goes on for as long as its clients refresh it. */
  releaseCall(callTag: string): void {
    const { calls } = this.#state.registry;
    const call = calls.get(callTag);
    if (call === undefined) return;
    call.kept = false;
    calls.settle(call);
  }

  /** Ends every allocation of the call, at once. */
  closeCall(callTag: string, now: number, reason: CloseReason = "call-closed"): void {
    const { calls } = this.#state.registry;
    calls.close(callTag, now);
    const call = calls.get(callTag);
    if (call === undefined) return;
    call.admitted = false;
    call.kept = false;
    for (const allocation of [...call.allocations]) this.#free(allocation, reason, now);
    calls.settle(call);
  }

  /** Ends everything. */
  closeAll(now: number): void {
    for (const tag of this.#state.registry.calls.tags()) this.closeCall(tag, now, "server-closed");
  }

  /** New credentials, good for `ttl` seconds. */
  credentials(callTag: string, seat: Seat, ttl: number, now: number): Credentials {
    const [secret = ""] = this.#authority.secrets;
    const issued = issue(secret, callTag, seat, this.#state.seconds(now) + ttl);
    this.remember(issued.username, ttl, now);
    return issued;
  }

  /** A name that was issued, here or elsewhere, for `ttl` seconds: it is known by its hash from now on. */
  remember(username: string, ttl: number, now: number): void {
    this.#state.hashes.remember(username, now + ttl * 1000);
  }

  /** Sends new clients elsewhere, or away; what is there goes on. */
  drain(alternates: Alternates): void {
    this.#state.draining = alternates;
  }

  metrics(): Metrics {
    const { counters, registry } = this.#state;
    return counters.snapshot(registry.size, registry.calls.size);
  }

  #take(path: Path, bytes: Buffer, start: number, end: number, now: number): DropReason | undefined {
    const isUdp = path.link.transport === "udp";
    if (end - start > (isUdp ? MAX_DATAGRAM : MAX_FRAME)) return "too-long";
    if (startsChannelData(bytes[start] ?? 0)) {
      return this.#relay.channelData(path, bytes, start, end, now);
    }
    if (isSendIndication(bytes, start, end)) {
      return this.#relay.sendIndication(path, bytes, start, end, now);
    }
    return this.#control(path, bytes, start, end, now);
  }

  #control(path: Path, bytes: Buffer, start: number, end: number, now: number): DropReason | undefined {
    const message = readMessage(bytes, start, end);
    if (typeof message === "string") return "malformed";
    if (message.messageClass === CLASS.indication) {
      return message.method === METHOD.binding ? "binding-indication" : "unknown-indication";
    }
    if (message.messageClass !== CLASS.request) return "response";
    const request = { path, message, now };
    if (message.method === METHOD.binding) return this.#binding(request);
    if (!isUserMethod(message.method)) return "unknown-method";
    const result = authenticate(this.#authority, request, this.#state.seconds(now));
    if (result.kind === "unknown") return this.#challenge(request, result.code);
    return this.#userRequest({ ...request, identity: result.identity });
  }

  #binding(request: Request): DropReason | undefined {
    if (!this.#state.mayBind(request.path.ip, request.now)) return "binding-rate";
    return this.#answer(request, refuseUnknown(request.message) ?? binding(request), undefined);
  }

  /** 400, 401 or 438 to someone unknown: few, short, and nothing is remembered. */
  #challenge(request: Request, code: 400 | 401 | 438): DropReason | undefined {
    const { path, message, now } = request;
    if (!this.#state.mayChallenge(path.ip, now)) return "challenge-rate";
    if (code === 400) return this.#answer(request, refuse(400), undefined);
    const { head, bytes } = message;
    const size = Math.max(20 + bytes.readUInt16BE(head + 2), SMALLEST_ALLOCATE);
    const limit = path.link.transport === "udp" ? MAX_AMPLIFICATION * size : Number.POSITIVE_INFINITY;
    const seconds = this.#state.seconds(now);
    const nonce = (announce: boolean) => this.#state.nonces.make(path.ip, path.port, seconds, announce);
    const answer = writeChallenge(message, code, this.#authority.realm, nonce, limit);
    this.#state.counters.answer(code);
    return send(path, answer);
  }

  #userRequest(request: UserRequest): DropReason | undefined {
    const { path, message, identity } = request;
    if (path.allocation?.state === "opening") return "opening";
    const repeated = answeredBefore(request);
    if (repeated !== undefined) return send(path, repeated);
    const result = refuseUnknown(message) ?? this.#perform(request);
    if (!("request" in result)) return this.#answer(request, result, identity);
    this.#pending.set(result.allocation, result);
    this.#open(result);
    return undefined;
  }

  #perform(request: UserRequest): Outcome | PendingAllocate {
    const { path, message, identity } = request;
    if (message.method === METHOD.allocate) return allocate(this.#state, request);
    const { allocation } = path;
    if (allocation === undefined) return refuse(437);
    if (allocation.user.username !== identity.user.username) return refuse(441);
    if (message.method === METHOD.refresh) return refresh(this.#state, request, allocation);
    if (message.method === METHOD.createPermission) {
      return createPermission(this.#state, request, allocation);
    }
    return channelBind(this.#state, request, allocation);
  }

  #open({ allocation }: PendingAllocate): void {
    const { policy } = this.#state.settings;
    if (policy.kind !== "public") return;
    policy.sockets.open(allocation, allocation.family, allocation.relayed.port);
  }

  #answer(
    { path, message }: Request,
    outcome: Outcome,
    identity: Identity | undefined,
  ): DropReason | undefined {
    const answer = writeAnswer(message, outcome, identity);
    if (outcome.kind === "success") outcome.after?.(answer);
    this.#state.counters.answer(outcome.kind === "success" ? "success" : outcome.code);
    return send(path, answer);
  }

  #free(allocation: Allocation, reason: CloseReason, now: number): void {
    this.#pending.delete(allocation);
    this.#state.registry.free(allocation, reason, now);
  }
}

function send(path: Path, answer: Buffer): DropReason | undefined {
  return path.link.send(path, answer, 0, answer.length, "answer") ? undefined : "queue-full";
}

function isUserMethod(method: number): boolean {
  switch (method) {
    case METHOD.allocate:
    case METHOD.refresh:
    case METHOD.createPermission:
    case METHOD.channelBind:
      return true;
    default:
      return false;
  }
}

/** RFC 8489 section 6.3.1: 420 when something must be understood and is not. */
function refuseUnknown(message: StunMessage): Outcome | undefined {
  const unknown = message.unknownRequired(MAX_UNKNOWN);
  return unknown.length === 0 ? undefined : refuse(420, (writer) => writer.add(UNKNOWN_ATTRIBUTES, unknown));
}

/** The first answer to a request that came again because the answer got lost. */
function answeredBefore({ path, message, identity }: UserRequest): Buffer | undefined {
  const { allocation, farewell } = path;
  if (message.method === METHOD.allocate && allocation?.user.username === identity.user.username) {
    return allocation.answer?.answers(message.transactionId) ? allocation.answer.bytes : undefined;
  }
  if (message.method !== METHOD.refresh || allocation !== undefined) return undefined;
  return farewell?.answers(message.transactionId) ? farewell.bytes : undefined;
}
