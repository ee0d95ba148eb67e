import { fromBase64url, type Reply, random, type ServerPayload, toHex } from "@onecall/protocol";
import { type AcceptProof, proofOfClick, proofOfLiveCall } from "../peer/consent.ts";
import type { HostSession } from "../session/host-session.ts";
import type { Session } from "../session/session.ts";
import type { ServerEvent } from "../signalling/channel.ts";
import type { Seated } from "../signalling/seat.ts";
import { type CallContext, inCall, type Side } from "./context.ts";

/** Broken handshakes of one guest before it is sent away, so that those behind it get their turn. */
const BROKEN_HANDSHAKES = 2;
/** A yes that was said while the server was away counts for so long, ms. */
const YES_KEPT_FOR = 10_000;

const isHosts = (session: Session | undefined): session is HostSession => session?.role === "host";

/** The host person's yes to one key. */
interface Consent {
  readonly proof: AcceptProof;
  readonly key: string;
  readonly call: string;
}

/** The host's part: answers knocks, admits, and takes back whom it accepted. */
export class HostSide implements Side {
  readonly #context: CallContext;
  /** The session whose name the person sees. */
  #rang: HostSession | undefined;
  /** From the click until the knock is over or the call is on. */
  #consent: Consent | undefined;
  /** Ends the wait of a yes that the server could not be told. */
  #cancelKept: (() => void) | undefined;
  readonly #broken = new Map<number, number>();
  /** A knock that may be answered only later. */
  #retry: { readonly p: number; readonly cancel: () => void } | undefined;
  /** Handle of the guest of this call, as the server said last. */
  #seated: number | undefined;
  #seating: Promise<void> | undefined;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /**
   * The person pressed Accept: the one place that makes proof of a click, for the session they were shown.
   * False when nobody was shown, or the last click is still being carried out.
   */
  consent(): boolean {
    const { state, sessions } = this.#context;
    const session = this.#rang;
    if (state.name !== "ringing" || !session?.peer || session !== sessions.current || this.#consent)
      return false;
    const { key } = session.peer;
    this.#consent = { proof: proofOfClick(session.sid), key, call: toHex(random(8)) };
    return true;
  }

  /** The knock is over: a yes that is still on its way counts no more. */
  revoke(): void {
    this.#retry?.cancel();
    this.#cancelKept?.();
    this.#cancelKept = undefined;
    this.#consent = undefined;
    this.#rang = undefined;
  }

  /** Seats the knocker and opens the session, after {@link consent}. */
  async admit(): Promise<void> {
    const { seat, sessions, report } = this.#context;
    const consent = this.#consent;
    const session = this.#rang;
    if (!consent || !session) return;
    const handle = await seat.admit(consent.key);
    if (handle !== undefined) {
      this.#seated = handle;
      session.handle = handle;
      await session.gatherMore();
    }
    if (this.#consent !== consent) {
      // Declined or left meanwhile: the seat is for the next one.
      if (handle !== undefined) seat.dismiss(handle, undefined);
    } else if (handle === undefined && !seat.isJoined) {
      this.#keepYes();
    } else if (handle === undefined) {
      this.#consent = undefined;
      report("signalling-unreachable");
    } else if (sessions.has(session)) {
      this.#open(session, consent.proof, consent.call);
    } else if (isHosts(sessions.newest)) {
      // The guest's device began anew between the click and the answer: the same key is welcome.
      this.onProven(sessions.newest);
    }
  }

  async dismiss(reply?: Reply): Promise<void> {
    const { sessions, seat } = this.#context;
    const session = sessions.current;
    if (!isHosts(session)) return;
    seat.dismiss(session.handle, await session.deny({ r: "declined", ...(reply ? { m: reply } : {}) }));
  }

  async onSeated({ p }: Seated): Promise<void> {
    this.#seated = p;
    if (this.#cancelKept) {
      this.#cancelKept();
      this.#cancelKept = undefined;
      void this.admit();
    }
    if (!inCall(this.#context.state)) return;
    if (p === undefined) await this.#seatAgain();
    else this.#guestIs(p);
  }

  onEvent(event: ServerEvent): void {
    const { dispatch } = this.#context;
    switch (event.event) {
      case "knock":
        void this.#onKnock(event.payload);
        return;
      case "gone":
        if (this.#retry?.p === event.payload.p) this.#retry.cancel();
        if (this.#handle === event.payload.p) dispatch({ type: "knock-gone" });
        return;
      case "queue":
        dispatch({ type: "queue", waiting: event.payload.n });
        return;
      case "peer":
        this.#onPeer(event.payload);
        return;
      case "hello":
      case "frame":
      case "lobby":
      case "admitted":
      case "dismissed":
      case "superseded":
      case "drain":
      case "err":
    }
  }

  onProven(session: Session): void {
    const { memory, state, environment, dispatch, sessions } = this.#context;
    const { peer } = session;
    if (!isHosts(session) || !peer) return;
    this.#broken.delete(session.handle);
    const { live } = memory;
    const welcome = this.#consent?.key === peer.key ? this.#consent.call : undefined;
    const call = welcome ?? (live?.peerKey === peer.key ? live.id : undefined);
    if (call !== undefined) {
      void this.#takeBack(session, peer.key, call);
    } else if (!memory.mayCome(peer.key)) {
      void this.#turnAway(session);
    } else if (session === sessions.current && !inCall(state)) {
      this.#rang = session;
      dispatch({ type: "proven", peer: memory.peer(peer.key, peer.name), at: environment.now() });
    } else {
      sessions.drop(session);
    }
  }

  onBroken(session: Session): void {
    const { sessions, seat } = this.#context;
    if (!isHosts(session) || session.peer) return;
    void sessions.countBroken();
    const times = (this.#broken.get(session.handle) ?? 0) + 1;
    this.#broken.set(session.handle, times);
    // Who is in the call is not sent away for what its network did.
    if (times >= BROKEN_HANDSHAKES && !inCall(this.#context.state)) seat.dismiss(session.handle, undefined);
  }

  /** A guest cannot accept; its session refuses the message. */
  onAccepted(): void {}

  /** The guest's device knocks again by itself; there is nothing to do but wait. */
  reconnect(): void {}
  onUp(): void {}
  onStuck(): void {}
  renew(): void {}

  /** The connection broke before the server heard the yes: it is said again on the next one, if that comes soon. */
  #keepYes(): void {
    const { environment, report } = this.#context;
    this.#cancelKept = environment.after(YES_KEPT_FOR, () => {
      this.#cancelKept = undefined;
      this.#consent = undefined;
      report("signalling-unreachable");
    });
  }

  get #handle(): number | undefined {
    const session = this.#context.sessions.current;
    return isHosts(session) ? session.handle : undefined;
  }

  #onPeer({ s, p }: ServerPayload<"peer">): void {
    const { dispatch, environment, state, sessions } = this.#context;
    switch (s) {
      case "left":
        // Between the yes and its seat the guest changed its mind.
        if (state.name === "ringing" && p === this.#handle) dispatch({ type: "knock-gone" });
        else dispatch({ type: "peer-left", at: environment.now() });
        return;
      case "on":
        if (p !== undefined && inCall(state)) this.#guestIs(p);
        else sessions.sync();
        return;
      case "lost":
        // Its seat is kept for as long as this device holds on to the call (SPEC GRACE-1, ADMIT-3).
        if (inCall(state)) void this.#seatAgain();
        return;
      case "off":
    }
  }

  /** The server does not know any more whom it had seated: it learns it from this device (SPEC REJOIN-3). */
  #seatAgain(): Promise<void> {
    this.#seating ??= this.#seat().finally(() => {
      this.#seating = undefined;
    });
    return this.#seating;
  }

  async #seat(): Promise<void> {
    const { seat, memory } = this.#context;
    const { live } = memory;
    const handle = live && (await seat.admit(live.peerKey));
    if (handle !== undefined && inCall(this.#context.state)) this.#guestIs(handle);
  }

  /** The guest of this call is in its seat, under this handle. */
  #guestIs(handle: number): void {
    const { sessions } = this.#context;
    this.#seated = handle;
    sessions.guestIs(handle);
    sessions.sync();
    sessions.renewServers();
  }

  async #onKnock(knock: ServerPayload<"knock">): Promise<void> {
    const { sessions, report, environment } = this.#context;
    try {
      // A call has one guest: who else knocks while its seat is free waits until the call is over.
      if (inCall(this.#context.state) && knock.p !== this.#seated) {
        await this.#seatAgain();
        if (knock.p !== this.#seated) return;
      }
      const refused = await sessions.answer(fromBase64url(knock.b), knock.p);
      if (!refused) return;
      report(refused.code);
      if (refused.retryAt === undefined) return;
      // Once the count allows it, the knock is answered after all, if it still stands.
      this.#retry?.cancel();
      const wait = Math.max(0, refused.retryAt - environment.now());
      this.#retry = { p: knock.p, cancel: environment.after(wait, () => void this.#onKnock(knock)) };
    } catch {
      report("peer-connection");
    }
  }

  /** The room is locked to another key (SPEC LOCK-1). */
  async #turnAway(session: HostSession): Promise<void> {
    const { seat, sessions } = this.#context;
    seat.dismiss(session.handle, await session.deny({ r: "locked" }));
    sessions.drop(session);
  }

  /** A key that was said yes to comes with a new session: seated and opened without asking (SPEC REJOIN-2). */
  async #takeBack(session: HostSession, key: string, call: string): Promise<void> {
    const { seat, sessions } = this.#context;
    const handle = await seat.admit(key);
    if (handle === undefined) return;
    this.#seated = handle;
    session.handle = handle;
    await session.gatherMore();
    if (sessions.has(session)) this.#open(session, proofOfLiveCall(session.sid), call);
  }

  #open(session: HostSession, proof: AcceptProof, call: string): void {
    const { memory, ownName, environment, dispatch } = this.#context;
    const { peer, checkCode } = session;
    if (!peer || !checkCode || session.isOpen) return;
    session.accept(proof, call, ownName);
    dispatch({ type: "accepted", peer: memory.peer(peer.key, peer.name), checkCode, at: environment.now() });
    this.revoke();
    void memory.remember(call, peer.key, peer.name, ownName);
  }
}
