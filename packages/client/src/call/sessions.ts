import { type AckOf, type Bytes, claimOf, mayAnswer, noteAnswer, noteBroken, toHex } from "@onecall/protocol";
import type { ControlMessage } from "../data/control-channel.ts";
import type { Environment, PageEvent } from "../environment.ts";
import type { CallErrorCode } from "../errors.ts";
import type { RoomEntry } from "../identity/rooms.ts";
import { makeCertificate } from "../peer/certificate.ts";
import { hasSign } from "../peer/first-sign.ts";
import type { LocalTracks } from "../peer/local-tracks.ts";
import type { Session } from "../session/session.ts";
import type { SessionListener, SessionOptions } from "../session/session-owner.ts";
import { IceServers } from "../signalling/ice-servers.ts";

/** Longest wait for a new connection's first picture or sound before the old one is closed all the same. */
const FIRST_SIGN_WITHIN = 1_500;
const LOOKED_FOR_EVERY = 50;

/** The lobby and its preview come first on a slow line. */
const PREPARE_AFTER = 1_500;
// Half of the SDK's code is needed only once somebody knocks: the lobby is there before it.
const loadGuest = () => import("../session/guest-session.ts");
const loadHost = () => import("../session/host-session.ts");

export interface SessionsOptions {
  readonly environment: Environment;
  readonly room: RoomEntry;
  readonly allowLoopback: boolean;
  readonly serverIsNear: boolean;
  tracks(): LocalTracks;
  /** Whether sessions made now use relays only. */
  hideAddress(): boolean;
  /** Asks for STUN and TURN servers; `handle` as in {@link frame}. */
  turn(handle?: number): Promise<AckOf<"turn"> | undefined>;
  /** Sends an opaque message; `handle` is the guest's, towards whom the host sends. */
  frame(bytes: Bytes, handle?: number): void;
  /** Whether the server can carry something to the other device now. */
  canSignal(): boolean;
  readonly listener: Omit<SessionListener, "onFrame">;
}

/** Why a KNOCK was not answered, and when it may be, in ms since the epoch. */
export interface NotAnswered {
  readonly code: CallErrorCode;
  readonly retryAt?: number;
}

/**
 * The sessions of a call: the one in use, and beside it the one that replaces it when a page was reloaded, so that
 * the picture stays until the new one is there (SPEC REJOIN-4).
 */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #ice: IceServers;
  /** SPEC HS-7: no KNOCK is answered twice. */
  readonly #usedSids = new Set<string>();
  #current: Session | undefined;
  #next: Session | undefined;
  /** The one that waits for its first sign. */
  #promotion: { readonly of: Session } | undefined;
  /** Grows with every session asked for, so that one made too late is thrown away. */
  #turn = 0;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#ice = new IceServers({
      environment: options.environment,
      ask: (handle) => options.turn(handle),
      onChange: ({ servers = [] }) => {
        for (const session of this.all) session.setServers(servers);
      },
    });
  }

  /** Fetches the code of a session ahead of the first knock, once the page itself is there. */
  prepare(): void {
    const { room, environment } = this.#options;
    environment.after(PREPARE_AFTER, () => {
      // What fails now is tried again when it is needed, where it can be told.
      void (room.role === "host" ? loadHost() : loadGuest()).catch(() => undefined);
    });
  }

  get current(): Session | undefined {
    return this.#current;
  }

  /** The session made last: the one that replaces the current one, if there is one. */
  get newest(): Session | undefined {
    return this.#next ?? this.#current;
  }

  /** Those that are there: the one in use first. */
  get all(): readonly Session[] {
    return [this.#current, this.#next].filter((session) => session !== undefined);
  }

  /** Asks for what was lost with a connection to the server, in every session: the newer one may be half-way. */
  sync(): void {
    for (const session of this.all) session.sync();
  }

  /** Guest: makes a session and returns its KNOCK; undefined when another was asked for meanwhile. */
  async knock(name: string): Promise<Bytes | undefined> {
    const turn = ++this.#turn;
    const { GuestSession } = await loadGuest();
    const session = await GuestSession.make(await this.#sessionOptions(), this.#options.room, name);
    if (!this.#take(session, turn)) return undefined;
    return session.knock;
  }

  /** Host: answers a KNOCK, unless it is answered already or too many came. Returns why not, if so. */
  async answer(knock: Bytes, handle: number): Promise<NotAnswered | undefined> {
    const claim = claimOf(knock);
    if (claim?.kind !== "knock") return { code: "handshake-malformed" };
    const sid = toHex(claim.sid);
    const known = this.#find(sid);
    if (known) {
      // The server hands a knock over anew after each join of this device, and may be a new one.
      known.handle = handle;
      known.answerAgain?.();
      this.renewServers();
      return undefined;
    }
    // Answered once and gone since: whoever truly sent it knocks anew (SPEC HS-7).
    if (this.#usedSids.has(sid)) return undefined;
    const { environment, room } = this.#options;
    const at = environment.now();
    const may = mayAnswer(room.record.attempts, at);
    if (!may.allowed) return { code: "handshake-cap", retryAt: may.retryAt };
    const turn = ++this.#turn;
    await room.update((record) => ({ ...record, attempts: noteAnswer(record.attempts, at) }));
    const { HostSession } = await loadHost();
    const options = await this.#sessionOptions();
    const session = await HostSession.make(options, room, { handle, sid, usedSids: this.#usedSids });
    if (this.#take(session, turn)) session.answer(knock);
    return undefined;
  }

  /** Host: a handshake came to nothing: it counts double (SPEC HS-9). */
  async countBroken(): Promise<void> {
    const at = this.#options.environment.now();
    await this.#options.room.update((record) => ({ ...record, attempts: noteBroken(record.attempts, at) }));
  }

  /**
   * Hands a message of the other device to its session. `restarted`: the host's device answered a handshake that was
   * answered before, so its page is a new one.
   */
  receive(bytes: Bytes): "taken" | "unknown" | "restarted" {
    const claim = claimOf(bytes);
    const session = claim && this.#find(toHex(claim.sid));
    if (!session) return "unknown";
    if (claim.kind === "hello" && session.heard > 0 && !session.hasAnswered(bytes)) return "restarted";
    session.receive(bytes);
    return "taken";
  }

  /** Guest: the KNOCK of a handshake nobody answered yet; it may be sent again. */
  get unansweredKnock(): Bytes | undefined {
    const session = this.newest;
    return session?.heard === 0 ? session.knock : undefined;
  }

  /** True for the session in use and for the one that is about to replace it. */
  has(session: Session): boolean {
    return session === this.#current || session === this.#next;
  }

  /** Puts `session` in the place of the current one once it shows or plays something. Calls `then` when it is in use. */
  async promote(session: Session, then: () => void): Promise<void> {
    const { environment } = this.#options;
    if (session === this.#current) return then();
    const promotion = { of: session };
    this.#promotion = promotion;
    const isWanted = () => session === this.#next && promotion === this.#promotion;
    // Counted, since a clock may be set meanwhile.
    for (let looks = FIRST_SIGN_WITHIN / LOOKED_FOR_EVERY; looks > 0 && isWanted(); looks--) {
      if (await hasSign(session.connection)) break;
      await new Promise<void>((done) => environment.after(LOOKED_FOR_EVERY, done));
    }
    if (!isWanted()) return;
    this.#current?.close();
    this.#current = session;
    this.#next = undefined;
    then();
  }

  /** It is not promoted any more until it is up again. */
  isDown(session: Session): void {
    if (this.#promotion?.of === session) this.#promotion = undefined;
  }

  /** Something happened that may heal connections, or break them. */
  nudge(event: PageEvent | "signalling"): void {
    for (const session of this.all) session.nudge(event);
  }

  /** This device joined again, or was seated: its servers may be others now (SPEC ICE-4). */
  renewServers(): void {
    this.#ice.renew(this.newest?.handle);
  }

  /** Host: the server seated the guest of this call under a handle that may be another now (SPEC ADMIT-4, GRACE-2). */
  guestIs(handle: number): void {
    if (!this.newest || this.newest.handle === handle) return;
    for (const session of this.all) session.handle = handle;
    this.renewServers();
  }

  /** The server seated this guest: asks for the servers it kept back until now. */
  serversAfterAdmit(): void {
    if (this.newest) void this.#ice.afterAdmit();
  }

  setTracks(tracks: LocalTracks): void {
    for (const session of this.all) session.setTracks(tracks);
  }

  /** Sends over every data channel that is open. */
  sendControl(message: ControlMessage): void {
    for (const session of this.all) session.sendControl(message);
  }

  /** Throws one session away. */
  drop(session: Session): void {
    session.close();
    if (session === this.#next) this.#next = undefined;
    if (session === this.#current) this.#current = undefined;
    if (!this.newest) this.#ice.rest();
  }

  /** Throws all away, after `last` resolved. */
  dropAll(last: Promise<void>): void {
    this.#turn++;
    this.#ice.rest();
    const { all } = this;
    this.#current = undefined;
    this.#next = undefined;
    void last.finally(() => {
      for (const session of all) session.close();
    });
  }

  #find(sid: string): Session | undefined {
    return this.all.find((session) => session.sid === sid);
  }

  #take(session: Session, turn: number): boolean {
    if (turn !== this.#turn) {
      session.close();
      return false;
    }
    // An open session carries the call until the new one does.
    if (this.#current?.isOpen) {
      this.#next?.close();
      this.#next = session;
    } else {
      this.#current?.close();
      this.#current = session;
    }
    return true;
  }

  async #sessionOptions(): Promise<SessionOptions> {
    const { environment, allowLoopback, serverIsNear, tracks, frame, canSignal, listener } = this.#options;
    const ice = this.#ice;
    return {
      environment,
      allowLoopback,
      serverIsNear,
      tracks,
      canSignal,
      hideAddress: this.#options.hideAddress(),
      ice: {
        get list() {
          return ice.list;
        },
        ask: ({ sid, handle }) => ice.ask({ sid, handle }),
        ready: () => ice.ready(),
        afterAdmit: () => ice.afterAdmit(),
        fresh: () => ice.fresh(),
      },
      certificate: await makeCertificate(environment.RTCPeerConnection),
      listener: { ...listener, onFrame: ({ handle }, bytes) => frame(bytes, handle) },
    };
  }
}
