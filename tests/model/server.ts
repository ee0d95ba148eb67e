import {
  type ClientEventName,
  type ClientPayload,
  checkHostRoom,
  fromBase64url,
  keyHash,
  LIMITS,
  type ServerEventName,
  toBase64url,
  verifyAdmit,
  verifyJoin,
} from "@onecall/protocol";
import { relayPlace } from "../../apps/server/src/rooms/relay-place.ts";
import type { Room } from "../../apps/server/src/rooms/room.ts";
import type { RoomRules } from "../../apps/server/src/rooms/rules.ts";
import type { Answer, Input, Output } from "../../apps/server/src/rooms/step.ts";
import { transition } from "../../apps/server/src/rooms/transition.ts";
import type { Clock } from "./clock.ts";
import type { Random } from "./random.ts";

const RULES: RoomRules = { seatGrace: 120_000, placeGrace: 30_000, knockWait: 600_000 };
const JOIN_WITHIN = 10_000;
const STRIKES = 5;
export const SERVER_NAME = "call.example.org";

/** The device's end of a connection, as the server uses it. */
export interface Remote {
  deliver(event: ServerEventName, payload: object): void;
  answer(id: number, answer: object): void;
  /** The server closed it. */
  closed(): void;
}

interface Member {
  readonly room: string;
  readonly role: "host" | "guest";
  /** Raw public key, base64url. */
  readonly key: string;
}

export interface Connection {
  readonly id: string;
  readonly remote: Remote;
  readonly nonce: Uint8Array<ArrayBuffer>;
  member: Member | undefined;
  isOver: boolean;
  strikes: number;
  jobs: Promise<void>;
}

/**
 * One life of the server: the room state machine of apps/server, and around it, without sockets, what `signalling/` does: proofs, one
 * job after the other, strikes. It forgets everything with its end.
 */
export class Server {
  room: Room | undefined;
  /** Devices that were thrown out for breaking rules: there must be none. */
  readonly thrownOut: string[] = [];
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #connections = new Map<string, Connection>();
  readonly #timers = new Map<string, () => void>();
  #count = 0;
  #drainsUntil: number | undefined;
  #isDead = false;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  get isDraining(): boolean {
    return this.#drainsUntil !== undefined;
  }

  connect(remote: Remote): Connection {
    const nonce = new Uint8Array(16);
    this.#random.fill(nonce);
    const connection: Connection = {
      id: `c${++this.#count}`,
      remote,
      nonce,
      member: undefined,
      isOver: false,
      strikes: 0,
      jobs: Promise.resolve(),
    };
    this.#connections.set(connection.id, connection);
    remote.deliver("hello", { v: 1, n: toBase64url(nonce), max: LIMITS.messageBytes });
    const left = (this.#drainsUntil ?? 0) - this.#clock.now;
    if (left > 0) remote.deliver("drain", { in: Math.ceil(left) });
    this.#clock.after(JOIN_WITHIN, () => {
      if (!connection.member) this.#close(connection);
    });
    return connection;
  }

  /** The connection is gone, as the server sees it. */
  lost(connection: Connection): void {
    if (!this.#connections.delete(connection.id) || this.#isDead) return;
    connection.isOver = true;
    connection.jobs = connection.jobs.then(() => {
      if (connection.member) this.#apply({ type: "lost", conn: connection.id });
    });
  }

  receive(connection: Connection, name: ClientEventName, payload: unknown, id: number | undefined): void {
    if (connection.isOver || this.#isDead) return;
    const reply = (answer: Answer) => this.#reply(connection, id, answer);
    connection.jobs = connection.jobs.then(async () => {
      if (connection.isOver || this.#isDead) return;
      if ((name === "join") === (connection.member !== undefined)) reply({ err: "closed", strike: true });
      else await this.#handle(connection, name, payload, reply);
    });
  }

  /** SPEC DRAIN-1. */
  drain(within: number): void {
    this.#drainsUntil = this.#clock.now + within;
    for (const { remote } of this.#connections.values())
      remote.deliver("drain", { in: this.#random.between(0, within) });
  }

  /** Says what is not true; it costs nobody anything (SPEC CONSENT-2). */
  lie(): void {
    for (const { member, remote } of this.#connections.values())
      if (member?.role === "guest") remote.deliver("admitted", { ep: this.room?.ep ?? 0 });
  }

  /** The process is gone. */
  kill(): void {
    this.#isDead = true;
    for (const cancel of this.#timers.values()) cancel();
    for (const connection of this.#connections.values()) connection.isOver = true;
    this.#connections.clear();
  }

  async #handle(
    connection: Connection,
    name: ClientEventName,
    input: unknown,
    reply: (answer: Answer) => void,
  ): Promise<void> {
    const conn = connection.id;
    const at = this.#clock.now;
    switch (name) {
      case "join":
        return this.#join(connection, input as ClientPayload<"join">, reply); // The SDK's own types made it.
      case "admit":
        return this.#admit(connection, input as ClientPayload<"admit">, reply);
      case "knock":
        return this.#apply({ type: "knock", conn, at, ...(input as ClientPayload<"knock">) }, reply);
      case "frame":
        return this.#apply({ type: "frame", conn, ...(input as ClientPayload<"frame">) }, reply);
      case "dismiss":
        return this.#apply({ type: "dismiss", conn, at, ...(input as ClientPayload<"dismiss">) }, reply);
      case "leave":
        return this.#apply({ type: "leave", conn }, reply);
      case "alive":
        return reply({ ok: true });
      case "turn": {
        const place = relayPlace(this.room, conn, (input as ClientPayload<"turn">).p);
        const servers = [{ urls: ["stun:stun.example.org:3478"] }];
        return reply(place === "closed" ? { err: "closed" } : { ok: true, ttl: 600, servers });
      }
    }
  }

  async #join(
    connection: Connection,
    join: ClientPayload<"join">,
    reply: (answer: Answer) => void,
  ): Promise<void> {
    const key = fromBase64url(join.key);
    const roomId = fromBase64url(join.room);
    const proof = { host: join.host, nonce: connection.nonce, roomId, role: join.role };
    const isHosts =
      join.role === "guest" || (await checkHostRoom({ key, salt: fromBase64url(join.salt ?? ""), roomId }));
    const isProven = isHosts && (await verifyJoin(key, fromBase64url(join.sig), proof));
    const hash = toBase64url(await keyHash(key));
    if (connection.isOver || this.#isDead) return;
    if (!isProven || join.host !== SERVER_NAME) return reply({ err: "auth" });
    if (this.isDraining && !this.room) return reply({ err: "drain" });
    connection.member = { room: join.room, role: join.role, key: join.key };
    const conn = connection.id;
    this.#apply(
      join.role === "host" ? { type: "join-host", conn } : { type: "join-guest", conn, key: hash },
      reply,
    );
  }

  async #admit(
    connection: Connection,
    { key, ep, sig }: ClientPayload<"admit">,
    reply: (answer: Answer) => void,
  ): Promise<void> {
    const { member } = connection;
    if (member?.role !== "host") return reply({ err: "closed", strike: true });
    const proof = { roomId: fromBase64url(member.room), key: fromBase64url(key), ep };
    const isProven = await verifyAdmit(fromBase64url(member.key), fromBase64url(sig), proof);
    if (connection.isOver || this.#isDead) return;
    if (!isProven) return reply({ err: "auth", strike: true });
    this.#apply({ type: "admit", conn: connection.id, key, ep }, reply);
  }

  #apply(input: Input, reply?: (answer: Answer) => void): void {
    if (this.#isDead) return;
    const step = transition(this.room, input, RULES);
    this.room = step.room;
    if (step.answer) reply?.(step.answer);
    for (const output of step.outputs) this.#execute(output);
  }

  #execute(output: Output): void {
    switch (output.do) {
      case "send":
        this.#connections.get(output.to)?.remote.deliver(output.event, output.payload);
        return;
      case "close": {
        const connection = this.#connections.get(output.conn);
        if (connection) this.#close(connection);
        return;
      }
      case "arm":
        this.#timers.set(
          output.timer,
          this.#clock.after(output.after, () => this.#apply({ type: "timer", id: output.timer })),
        );
        return;
      case "disarm":
        this.#timers.get(output.timer)?.();
        this.#timers.delete(output.timer);
        return;
      case "open-relay":
      case "close-relay":
      case "release-relay":
      case "drop":
      case "log":
    }
  }

  #reply(connection: Connection, id: number | undefined, answer: Answer): void {
    if ("ok" in answer) {
      if (id !== undefined) connection.remote.answer(id, answer);
      return;
    }
    const { strike, ...refusal } = answer;
    if (id === undefined) connection.remote.deliver("err", refusal);
    else connection.remote.answer(id, refusal);
    if (!strike || ++connection.strikes < STRIKES) return;
    this.thrownOut.push(connection.member?.role ?? "newcomer");
    this.#close(connection);
  }

  #close(connection: Connection): void {
    if (connection.isOver) return;
    connection.remote.closed();
    this.lost(connection);
  }
}
