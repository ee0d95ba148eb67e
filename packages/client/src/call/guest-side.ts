import { fromBase64url, type HostState, type Message, type ServerPayload } from "@onecall/protocol";
import type { Session } from "../session/session.ts";
import type { ServerEvent } from "../signalling/channel.ts";
import type { Seated } from "../signalling/seat.ts";
import { type CallContext, inCall, type Side } from "./context.ts";

/** A device that is back but answers nothing within this time lost its keys with its page (SPEC REJOIN-1). */
const ANSWER_WITHIN = 2_500;
/** A page that just told the server it is back answers sooner, or a new handshake beside the old one costs nothing. */
const BACK_ANSWER_WITHIN = 1_000;
/** A host's device that is here finishes a handshake in less, or it never got the knock. */
const PROOF_WITHIN = 12_000;
/** In a call it says yes by itself, and nobody has to load anything. */
const PROOF_IN_CALL_WITHIN = 5_000;
/** A host's device whose call is out of touch offers more often than this, as it is asked to (SPEC REJOIN-5). */
const OFFERS_WITHIN = 35_000;
/** SPEC HS-10: automatic handshakes for one press of Ask or one outage, and in a call one more after so long. */
const KNOCKS_PER_ASK = 5;
const ONE_MORE_AFTER = 60_000;
const ONE_MORE_AFTER_LOST = 300_000;
/** Wait before knocking again after a refusal that names no time. */
const RETRY = 5_000;

/** The guest's part: knocks, and knocks again by itself when the host's page came back without its keys. */
export class GuestSide implements Side {
  readonly #context: CallContext;
  #knocks = 0;
  #lastKnockAt = 0;
  #seat: Seated["seat"] = "lobby";
  #host: HostState | undefined;
  /** The session that was there when the host's device came back last. */
  #backWhile: Session | undefined;
  #cancelTimer: (() => void) | undefined;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /** The person pressed Ask: the automatic handshakes count from here. */
  asked(): void {
    this.#knocks = 0;
  }

  /** Knocks: with the KNOCK nobody answered yet, or as a new handshake. */
  async knock(options?: { anew: boolean }): Promise<void> {
    const { sessions, dispatch, report, ownName, environment, state } = this.#context;
    try {
      const unanswered = options?.anew ? undefined : sessions.unansweredKnock;
      if (!unanswered && !this.#mayKnock()) {
        // A call goes on looking for its connection, if more slowly.
        if (inCall(state)) this.#later(this.#oneMoreAfter, () => this.knock(options));
        else dispatch({ type: "refused", code: "handshake-cap", at: environment.now() });
        return;
      }
      const knock = unanswered ?? (await sessions.knock(ownName));
      if (knock && this.#wanted) await this.#send(knock);
    } catch {
      // The browser gave no key or certificate, or the code of a session could not be fetched.
      report("peer-connection");
      this.#later(RETRY, () => void this.knock());
    }
  }

  onSeated({ seat }: Seated): void {
    const { state, sessions } = this.#context;
    this.#seat = seat;
    // The lobby gets no relays (SPEC ICE-2): who joins it asks with its next handshake, or once it is admitted again.
    if (seat === "guest") sessions.renewServers();
    if (!inCall(state)) return;
    // In the lobby nothing but a knock is passed on; in the seat the session that is there may be enough.
    if (seat === "guest") sessions.sync();
    // A knock nobody answered may have gone into the line that broke.
    if (sessions.unansweredKnock) void this.knock();
    else this.#expectAnswer(ANSWER_WITHIN);
  }

  onEvent(event: ServerEvent): void {
    const { dispatch, environment } = this.#context;
    switch (event.event) {
      case "admitted":
        this.#onAdmitted();
        return;
      case "lobby":
        this.#onLobby(event.payload);
        return;
      case "peer":
        if (event.payload.s === "left") dispatch({ type: "peer-left", at: environment.now() });
        else if (event.payload.s === "on") this.#onPeerBack();
        return;
      case "dismissed":
        this.#onDismissed(event.payload);
        return;
      case "err":
        if (event.payload.err === "closed") this.#onPlaceGone();
        return;
      case "hello":
      case "knock":
      case "frame":
      case "gone":
      case "queue":
      case "superseded":
      case "drain":
    }
  }

  onProven(): void {
    this.#cancelTimer?.();
    // What follows takes a person's yes, or in a call none.
    if (inCall(this.#context.state)) this.#expectAnswer(PROOF_IN_CALL_WITHIN);
  }

  onAccepted(session: Session, accept: Extract<Message, { t: "accept" }>): void {
    const { memory, ownName, environment, dispatch } = this.#context;
    const { peer, checkCode } = session;
    if (!peer || !checkCode) return;
    const name = accept.n ?? "";
    dispatch({ type: "accepted", peer: memory.peer(peer.key, name), checkCode, at: environment.now() });
    this.#cancelTimer?.();
    // The page that said yes may be gone since; the new one knows nothing of this session.
    if (session === this.#backWhile) this.#later(0, () => this.#onPeerBack());
    if (inCall(this.#context.state)) void memory.remember(accept.call, peer.key, name, ownName);
  }

  onUp(): void {
    this.#knocks = 0;
  }

  /** Before a call a broken handshake is told to the person, and knocking again is up to them; a call tries again. */
  onBroken(): void {
    if (!inCall(this.#context.state)) return;
    this.#later(ANSWER_WITHIN, () => {
      if (this.#needsKnock(true)) void this.knock({ anew: true });
    });
  }

  /** The host's device answered a handshake that is already done: its page is a new one and has no keys of it. */
  onHostRestarted(): void {
    if (this.#wanted) void this.knock({ anew: true });
  }

  reconnect(): void {
    const { current, newest } = this.#context.sessions;
    const pending = newest !== current;
    if (!current || (current.isGone && !pending)) void this.knock();
  }

  /** Guest: restarting ICE did not help; a connection of its own may (SPEC REJOIN-5). */
  onStuck(): void {
    void this.knock({ anew: true });
  }

  renew(): void {
    this.#knocks = 0;
    void this.knock({ anew: true });
  }

  get #wanted(): boolean {
    const { state } = this.#context;
    return state.name === "asking" || inCall(state);
  }

  get #oneMoreAfter(): number {
    return this.#context.state.name === "lost" ? ONE_MORE_AFTER_LOST : ONE_MORE_AFTER;
  }

  #mayKnock(): boolean {
    const { environment, state } = this.#context;
    const now = environment.now();
    const oneMore = inCall(state) && Math.abs(now - this.#lastKnockAt) >= this.#oneMoreAfter;
    if (oneMore && this.#knocks > 0) this.#knocks--;
    if (this.#knocks >= KNOCKS_PER_ASK) return false;
    this.#knocks++;
    this.#lastKnockAt = now;
    return true;
  }

  async #send(knock: Uint8Array<ArrayBuffer>): Promise<void> {
    const { seat, dispatch, report, environment } = this.#context;
    const answer = await seat.knock(knock);
    // Without an answer the connection broke: joining again knocks again.
    if (!answer) return;
    if ("ok" in answer) {
      this.#expectAnswer(inCall(this.#context.state) ? PROOF_IN_CALL_WITHIN : PROOF_WITHIN);
    } else if (answer.err === "rate") {
      report("server-rate");
      this.#later(answer.retry ?? RETRY, () => void this.knock());
    } else if (answer.err === "busy") {
      dispatch({ type: "refused", code: "server-busy", at: environment.now() });
    } else {
      report(`server-${answer.err}`);
    }
  }

  #onLobby({ host, place }: ServerPayload<"lobby">): void {
    const { sessions, state, dispatch } = this.#context;
    const returned = this.#host !== undefined && this.#host !== "here" && host === "here";
    this.#host = host;
    this.#seat = "lobby";
    dispatch({ type: "lobby", host, place });
    // A handshake begun with a page that went away is lost; one it never saw is handed over by the server.
    if (state.name === "asking" && returned && sessions.newest?.heard) void this.knock({ anew: true });
    else if (place === 0 && host === "here") this.#expectAnswer(PROOF_WITHIN);
  }

  /** SPEC KNOCK-4: the knock waited too long for an absent host; the person still does. */
  #onPlaceGone(): void {
    const { state, sessions } = this.#context;
    if (state.name === "asking" && !sessions.newest?.heard) void this.knock();
  }

  /** The host's word comes sealed; without it only the server says so, and it could always have sent us away. */
  #onDismissed({ b }: ServerPayload<"dismissed">): void {
    const { sessions, dispatch, environment } = this.#context;
    if (b !== undefined && sessions.receive(fromBase64url(b)) === "taken") return;
    dispatch({ type: "dismissed", at: environment.now() });
  }

  /** SPEC CONSENT-2: the server's word moves nothing; but an ACCEPT that does not follow it was lost on the way. */
  #onAdmitted(): void {
    const { state, sessions } = this.#context;
    this.#seat = "guest";
    if (inCall(state)) {
      sessions.sync();
      sessions.renewServers();
      this.#expectAnswer(ANSWER_WITHIN);
      return;
    }
    sessions.serversAfterAdmit();
    this.#later(ANSWER_WITHIN, () => {
      if (this.#context.state.name !== "asking") return;
      sessions.newest?.sync();
      this.#expectAnswer(ANSWER_WITHIN);
    });
  }

  #onPeerBack(): void {
    this.#backWhile = this.#context.sessions.newest;
    this.#context.sessions.sync();
    this.#expectAnswer(BACK_ANSWER_WITHIN, ANSWER_WITHIN);
  }

  /**
   * The host's device says something within this time, or it lost its keys with its page, or never got the knock. `more`: a page that
   * went and came within a second is not missed by then, and may be so much later.
   */
  #expectAnswer(within: number, more?: number): void {
    const { sessions } = this.#context;
    const before = sessions.newest;
    const heard = before?.heard;
    this.#later(within, () => {
      const silent = sessions.newest === before && before?.heard === heard;
      if (this.#needsKnock(silent)) void this.knock({ anew: true });
      // What came may have been said before its page went.
      else if (this.#needsKnock(true)) this.#expectAnswer(OFFERS_WITHIN);
      else if (more) this.#expectAnswer(more);
    });
  }

  /** Whether only a new handshake can go on from here, given whether the host's device said nothing for a while. */
  #needsKnock(silent: boolean): boolean {
    const { state, sessions, seat, lineView } = this.#context;
    const session = sessions.newest;
    const isSeated = this.#seat === "guest";
    // One knock waits for the host's device already, or it will be missed when that is back.
    if (isSeated && !seat.reachesPeer) return false;
    const isHeard = sessions.current?.line?.isHeard !== false;
    const isInTouch = state.name === "connected" && lineView.line.here !== "silent" && isHeard;
    if (inCall(state)) return !isInTouch && (silent || !session?.isOpen);
    if (state.name !== "asking" || state.offline) return false;
    const isFirst = isSeated || (state.place === 0 && state.host === "here");
    return isFirst && (isSeated ? silent : !session?.peer);
  }

  #later(delay: number, run: () => void): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#context.environment.after(delay, () => {
      if (this.#wanted) run();
    });
  }
}
