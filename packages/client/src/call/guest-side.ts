import type { HostState, Message, ServerPayload } from "@onecall/protocol";
import type { Session } from "../session/session.ts";
import type { ServerEvent } from "../signalling/channel.ts";
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

  /** Opens a handshake. */
  async knock(): Promise<void> {
    const { sessions, seat, dispatch, report, ownName, environment } = this.#context;
    if (++this.#knocks > KNOCKS_PER_ASK) {
      dispatch({ type: "refused", code: "handshake-cap", at: environment.now() });
      return;
    }
    const knock = await sessions.knock(ownName);
    if (!knock || !this.#wanted) return;
    const answer = await seat.knock(knock);
    // Without an answer the connection broke: joining again knocks again.
    if (!answer) return;
    if ("ok" in answer) this.#expectProof();
    else if (answer.err === "rate") {
      report("server-rate");
      this.#later(answer.retry ?? RETRY, () => void this.knock());
    } else if (answer.err === "busy")
      dispatch({ type: "refused", code: "server-busy", at: environment.now() });
    else report(`server-${answer.err}`);
  }

  onSeated(): void {
    if (inCall(this.#context.state)) this.#context.sessions.current?.sync();
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
        // The sealed word of the host, if there is one, says the same; the server could always have sent us away.
        dispatch({ type: "dismissed", at: environment.now() });
        return;
      case "hello":
      case "knock":
      case "frame":
      case "gone":
      case "queue":
      case "superseded":
      case "drain":
        return;
      case "err":
        if (event.payload.err === "closed") this.#onPlaceGone();
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
    void memory.remember(accept.call, peer.key, name, ownName);
    this.#knocks = 0;
  }

  reconnect(): void {
    const { current, newest } = this.#context.sessions;
    const pending = newest !== current;
    if (!current || (current.isGone && !pending)) void this.knock();
  }

  get #wanted(): boolean {
    const { state } = this.#context;
    return state.name === "asking" || inCall(state);
  }

  #onLobby({ host, place }: ServerPayload<"lobby">): void {
    const { sessions, state, dispatch } = this.#context;
    const returned = this.#host !== undefined && this.#host !== "here" && host === "here";
    this.#host = host;
    dispatch({ type: "lobby", host, place });
    // A handshake begun with a page that went away is lost; one it never saw is handed over by the server.
    if (state.name === "asking" && returned && sessions.newest?.heard) void this.knock();
    else if (place === 0 && host === "here") this.#expectProof();
  }

  /** SPEC KNOCK-4: the knock waited too long for an absent host; the person still does. */
  #onPlaceGone(): void {
    const { state, sessions } = this.#context;
    if (state.name === "asking" && !sessions.newest?.heard) void this.knock();
  }

  /** SPEC CONSENT-2: the server's word moves nothing; but an ACCEPT that does not follow it was lost on the way. */
  #onAdmitted(): void {
    this.#later(ANSWER_WITHIN, () => {
      const { state, sessions } = this.#context;
      if (state.name === "asking") sessions.newest?.sync();
    });
  }

  #onPeerBack(): void {
    const { sessions } = this.#context;
    const before = sessions.newest;
    const heard = before?.heard;
    before?.sync();
    this.#later(ANSWER_WITHIN, () => {
      const silent = sessions.newest === before && before?.heard === heard;
      if (silent && this.#context.state.name === "reconnecting") void this.knock();
    });
  }

  #expectProof(): void {
    this.#later(PROOF_WITHIN, () => {
      const { state, sessions } = this.#context;
      const first = state.name === "asking" && state.place === 0 && state.host === "here" && !state.offline;
      if (first && !sessions.newest?.peer) void this.knock();
    });
  }

  #later(delay: number, run: () => void): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#context.environment.after(delay, () => {
      if (this.#wanted) run();
    });
  }
}
