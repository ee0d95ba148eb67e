import { fromBase64url, type HostState, type Message, type ServerPayload } from "@onecall/protocol";
import type { Session } from "../session/session.ts";
import type { ServerEvent } from "../signalling/channel.ts";
import type { Seated } from "../signalling/seat.ts";
import { type CallContext, inCall, type Side } from "./context.ts";

/** A device that is back but answers nothing within this time lost its keys with its page (SPEC REJOIN-1). */
const ANSWER_WITHIN = 2_500;
/** A host's device that is here finishes a handshake in less, or it never got the knock. */
const PROOF_WITHIN = 12_000;
/** SPEC HS-10: automatic handshakes for one press of Ask. */
const KNOCKS_PER_ASK = 5;
/** Wait before knocking again after a refusal that names no time. */
const RETRY = 5_000;

/** The guest's part: knocks, and knocks again by itself when the host's page came back without its keys. */
export class GuestSide implements Side {
  readonly #context: CallContext;
  #knocks = 0;
  #host: HostState | undefined;
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
    const { sessions, dispatch, report, ownName, environment } = this.#context;
    try {
      const unanswered = options?.anew ? undefined : sessions.unansweredKnock;
      if (!unanswered && ++this.#knocks > KNOCKS_PER_ASK) {
        dispatch({ type: "refused", code: "handshake-cap", at: environment.now() });
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
    if (inCall(state) && seat === "guest") sessions.current?.sync();
    // The server forgot this call, and the host's device did not remind it: it may be a new page, which knows a knock.
    if (inCall(state) && seat === "lobby") this.#later(ANSWER_WITHIN, () => this.#knockIfSilent());
    // The lobby gets no relays (SPEC ICE-2): who joins it asks with its next handshake, or once it is admitted again.
    if (seat === "guest") sessions.renewServers();
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
  }

  onAccepted(session: Session, accept: Extract<Message, { t: "accept" }>): void {
    const { memory, ownName, environment, dispatch } = this.#context;
    const { peer, checkCode } = session;
    if (!peer || !checkCode) return;
    const name = accept.n ?? "";
    dispatch({ type: "accepted", peer: memory.peer(peer.key, name), checkCode, at: environment.now() });
    this.#knocks = 0;
    if (inCall(this.#context.state)) void memory.remember(accept.call, peer.key, name, ownName);
  }

  /** A broken handshake is told to the person; knocking again is up to them or to the next event. */
  onBroken(): void {}

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

  async #send(knock: Uint8Array<ArrayBuffer>): Promise<void> {
    const { seat, dispatch, report, environment } = this.#context;
    const answer = await seat.knock(knock);
    // Without an answer the connection broke: joining again knocks again.
    if (!answer) return;
    if ("ok" in answer) {
      this.#expectProof();
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
    dispatch({ type: "lobby", host, place });
    // A handshake begun with a page that went away is lost; one it never saw is handed over by the server.
    if (state.name === "asking" && returned && sessions.newest?.heard) void this.knock({ anew: true });
    else if (place === 0 && host === "here") this.#expectProof();
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
    if (inCall(state)) {
      sessions.current?.sync();
      sessions.renewServers();
      return;
    }
    sessions.serversAfterAdmit();
    this.#later(ANSWER_WITHIN, () => this.#syncIfAsking());
  }

  #knockIfSilent(): void {
    const { state, seat } = this.#context;
    if (state.name === "reconnecting" && !seat.reachesPeer) void this.knock({ anew: true });
  }

  #syncIfAsking(): void {
    const { state, sessions } = this.#context;
    if (state.name === "asking") sessions.newest?.sync();
  }

  #onPeerBack(): void {
    const { sessions } = this.#context;
    const before = sessions.newest;
    const heard = before?.heard;
    before?.sync();
    this.#later(ANSWER_WITHIN, () => {
      const silent = sessions.newest === before && before?.heard === heard;
      if (silent && inCall(this.#context.state)) void this.knock({ anew: true });
    });
  }

  #expectProof(): void {
    this.#later(PROOF_WITHIN, () => {
      const { state, sessions } = this.#context;
      const first = state.name === "asking" && state.place === 0 && state.host === "here" && !state.offline;
      if (first && !sessions.newest?.peer) void this.knock({ anew: true });
    });
  }

  #later(delay: number, run: () => void): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#context.environment.after(delay, () => {
      if (this.#wanted) run();
    });
  }
}
