import {
  type AckOf,
  type Bytes,
  exportPublicKey,
  fromBase64url,
  keyHash,
  type ServerPayload,
  signAdmit,
  signJoin,
  toBase64url,
} from "@onecall/protocol";
import type { CallErrorCode } from "../errors.ts";
import type { RoomEntry } from "../identity/rooms.ts";
import type { Channel, Connect, ServerEvent } from "./channel.ts";

/** What joining gave. */
export interface Seated {
  readonly seat: "host" | "guest" | "lobby";
  /** Host: handle of the guest in the seat. */
  readonly p?: number | undefined;
  /** Whether the other seat's device is connected. */
  readonly peer: boolean;
  readonly host?: ServerPayload<"lobby">["host"] | undefined;
  readonly waiting?: number | undefined;
}

export interface SeatListener {
  onSeated(seated: Seated): void;
  /** Every event but `hello`, `drain` and `superseded`, which the seat answers itself. */
  onEvent(event: ServerEvent): void;
  onSuperseded(): void;
  onOffline(): void;
  /** The other seat's device can be reached again, or can not be any more. */
  onReach(): void;
  /** The server serves this build of the web app (SPEC EV-5). */
  onBuild(build: string): void;
  /** The server refuses this device for good. */
  onRefused(code: CallErrorCode): void;
  /** Something came that does not follow SPEC EV-2, for the first time on this connection; all of it is dropped. */
  onMalformed(): void;
}

/** Wait before joining again after a refusal that names no time. */
const RETRY = 3_000;

/** This device's place in a room: joins on every new connection of the channel with a fresh proof (SPEC JOIN-1). */
export class Seat {
  readonly #room: RoomEntry;
  readonly #server: URL;
  readonly #connect: Connect;
  readonly #listener: SeatListener;
  #channel: Channel | undefined;
  /** The connection that is being left: last words still go out by it. */
  #leaving: Channel | undefined;
  /** Left before it had its place: it takes the one that may be kept for this device, and gives it up. */
  #parting: Channel | undefined;
  #epoch = 0;
  #hurried = false;
  /** Grows with every connection that came or went. */
  #hellos = 0;
  /** Who is at the server: nobody yet, this device, or the one in the other seat too. */
  #presence: "none" | "own" | "both" = "none";

  constructor(room: RoomEntry, server: URL, connect: Connect, listener: SeatListener) {
    this.#room = room;
    this.#server = server;
    this.#connect = connect;
    this.#listener = listener;
  }

  /** This device has its place. Without it everything it asks for is a strike (SPEC JOIN-1). */
  get isJoined(): boolean {
    return this.#presence !== "none";
  }

  /** What this device sends now gets to the one in the other seat, as far as the server knows. */
  get reachesPeer(): boolean {
    return this.#presence === "both";
  }

  /** A call waits for this connection: see {@link Channel.hurry}. */
  hurry(on: boolean): void {
    const begins = on && !this.#hurried;
    this.#hurried = on;
    this.#channel?.hurry(on);
    if (begins) this.check();
  }

  /** In a hurry: whether the connection is there by more than its name; if not it is made anew (SPEC EV-6). */
  check(): void {
    if (this.isJoined) void this.#channel?.request("alive", {});
  }

  /** Whether the server answers this device now. */
  async ping(): Promise<boolean> {
    return this.isJoined && (await this.#channel?.request("alive", {})) !== undefined;
  }

  /** Connects; joining follows by itself. Does nothing when already connected. */
  open(): void {
    if (this.#channel) return;
    let malformed = 0;
    // A channel that was left behind has nothing to say any more.
    const inUse = (run: () => void) => {
      if (this.#channel === channel) run();
    };
    this.#parting?.close();
    this.#parting = undefined;
    const channel = this.#connect(this.#server, {
      onEvent: (event) => {
        if (this.#parting === channel && event.event === "hello") void this.#join(channel, event.payload);
        else inUse(() => this.#onEvent(channel, event));
      },
      onDown: () => {
        if (this.#parting === channel) channel.close();
        else inUse(() => this.#onDown());
      },
      onMalformed: () => inUse(() => ++malformed === 1 && this.#listener.onMalformed()),
    });
    this.#channel = channel;
    if (this.#hurried) channel.hurry(true);
  }

  /** Disconnects without giving the seat up. */
  close(): void {
    this.#channel?.close();
    this.#channel = undefined;
    this.#is("none");
  }

  /** Gives the seat up and disconnects, once the last words are out. A new `open` does not wait for it. */
  async leave(farewell: Promise<void>): Promise<void> {
    const channel = this.#channel;
    if (!channel) return;
    if (!this.isJoined) this.#parting = channel;
    this.#channel = undefined;
    this.#is("none");
    if (this.#parting === channel) return;
    this.#leaving = channel;
    await farewell.catch(() => undefined);
    if (this.#leaving === channel) this.#leaving = undefined;
    await channel.request("leave", {});
    channel.close();
  }

  /** Guest: asks to come in. Undefined when the server could not be asked; a new connection will ask again. */
  async knock(knock: Bytes): Promise<AckOf<"knock"> | undefined> {
    if (!this.isJoined) return undefined;
    return this.#channel?.request("knock", { b: toBase64url(knock) });
  }

  /** Guest: takes a knock back but stays in the lobby. */
  withdraw(): void {
    // The server knows only leaving for good; joining again right after is the lobby.
    if (this.isJoined) void this.#channel?.request("leave", {});
  }

  /** Asks for STUN and TURN servers; the host names the guest's handle (SPEC ICE-1). Undefined without an answer. */
  async turn(handle?: number): Promise<AckOf<"turn"> | undefined> {
    if (!this.isJoined) return undefined;
    return this.#channel?.request("turn", handle === undefined ? {} : { p: handle });
  }

  /** Sends an opaque message to the other device; the host names the guest's handle. What can not go is sent again later. */
  frame(bytes: Bytes, handle?: number): void {
    if (!this.#leaving && !this.isJoined) return;
    const b = toBase64url(bytes);
    (this.#leaving ?? this.#channel)?.send("frame", handle === undefined ? { b } : { p: handle, b });
  }

  /** Host: seats the guest of this key (base64url) and returns its handle; undefined when the server could not be made to. */
  async admit(peerKey: string): Promise<number | undefined> {
    const { roomId } = await this.#room.keys();
    const key = await keyHash(fromBase64url(peerKey));
    // The epoch may move between signing and arriving; its latest value comes with the events before the refusal.
    for (let tries = 0; tries < 3; tries++) {
      if (!this.isJoined) return undefined;
      const ep = this.#epoch;
      const sig = await signAdmit(this.#room.record.identity.privateKey, { roomId, key, ep });
      const answer = await this.#channel?.request("admit", {
        key: toBase64url(key),
        ep,
        sig: toBase64url(sig),
      });
      if (answer && "ok" in answer) {
        this.#epoch = Math.max(this.#epoch, answer.ep);
        this.#is(answer.peer ? "both" : "own");
        return answer.p;
      }
      if (answer?.err !== "stale") return undefined;
    }
    return undefined;
  }

  /** Host: sends a guest away. */
  dismiss(handle: number, last: Bytes | undefined): void {
    if (!this.#leaving && !this.isJoined) return;
    void (this.#leaving ?? this.#channel)?.request("dismiss", {
      p: handle,
      ...(last ? { b: toBase64url(last) } : {}),
    });
  }

  #onEvent(channel: Channel, event: ServerEvent): void {
    switch (event.event) {
      case "hello":
        if (event.payload.app !== undefined) this.#listener.onBuild(event.payload.app);
        void this.#join(channel, event.payload);
        return;
      case "drain":
        channel.reconnect(event.payload.in);
        return;
      case "superseded":
        this.close();
        this.#listener.onSuperseded();
        return;
      case "peer":
        this.#epoch = Math.max(this.#epoch, event.payload.ep);
        this.#is(event.payload.s === "on" ? "both" : "own", { anew: true });
        break;
      case "admitted":
        this.#epoch = Math.max(this.#epoch, event.payload.ep);
        this.#is("both");
        break;
      case "knock":
      case "frame":
      case "gone":
      case "queue":
      case "lobby":
      case "dismissed":
      case "err":
    }
    this.#listener.onEvent(event);
  }

  #onDown(): void {
    this.#hellos++;
    this.#is("none");
    this.#listener.onOffline();
  }

  /** `anew`: it came back, even if nobody noticed that it was gone. */
  #is(presence: "none" | "own" | "both", { anew } = { anew: false }): void {
    const before = this.#presence;
    this.#presence = presence;
    if (before !== presence || anew) this.#listener.onReach();
  }

  async #join(channel: Channel, hello: ServerPayload<"hello">): Promise<void> {
    const turn = ++this.#hellos;
    const { role, record } = this.#room;
    const { roomId, roomSalt } = await this.#room.keys();
    const host = this.#server.hostname;
    const nonce = fromBase64url(hello.n);
    const sig = await signJoin(record.identity.privateKey, { host, nonce, roomId, role });
    const key = toBase64url(await exportPublicKey(record.identity.publicKey));
    // The connection broke while this was signed: the nonce belongs to no other.
    if (turn !== this.#hellos) return;
    const answer = await channel.request("join", {
      v: 1,
      room: toBase64url(roomId),
      role,
      key,
      ...(role === "host" ? { salt: toBase64url(roomSalt) } : {}),
      host,
      sig: toBase64url(sig),
    });
    if (turn !== this.#hellos) return;
    if (channel === this.#parting) {
      if (answer && "ok" in answer) await channel.request("leave", {});
      channel.close();
    } else if (channel !== this.#channel) {
      return;
    } else if (!answer) {
      // Too late, or lost with the device's sleep: the server may have seated it all the same.
      channel.reconnect(RETRY);
    } else if ("ok" in answer) {
      this.#epoch = answer.ep;
      this.#is(answer.peer && answer.seat !== "lobby" ? "both" : "own");
      this.#listener.onSeated(answer);
    } else if (answer.err === "rate" || answer.err === "drain" || answer.err === "closed") {
      channel.reconnect(answer.retry ?? RETRY);
    } else {
      this.#listener.onRefused(`server-${answer.err}`);
    }
  }
}
