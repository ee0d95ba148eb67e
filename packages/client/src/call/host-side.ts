import { fromBase64url, random, type ServerPayload, toHex } from "@onecall/protocol";
import { type AcceptProof, proofOfClick, proofOfLiveCall } from "../peer/consent.ts";
import type { HostSession } from "../session/host-session.ts";
import type { Session } from "../session/session.ts";
import type { ServerEvent } from "../signalling/channel.ts";
import type { Seated } from "../signalling/seat.ts";
import { type CallContext, inCall, type Side } from "./context.ts";

const isHosts = (session: Session | undefined): session is HostSession => session?.role === "host";

/** The host's part: answers knocks, admits, and takes back whom it accepted. */
export class HostSide implements Side {
  readonly #context: CallContext;
  /** The person's Accept, until it is carried out. */
  #consent: AcceptProof | undefined;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /** The person pressed Accept: the one place that makes proof of a click. */
  consent(): void {
    const { current } = this.#context.sessions;
    if (this.#context.state.name === "ringing" && current) this.#consent = proofOfClick(current.sid);
  }

  /** Seats the knocker and opens the session, after {@link consent}. */
  async admit(): Promise<void> {
    const { sessions, report } = this.#context;
    const session = sessions.current;
    const proof = this.#consent;
    // Another handshake in the meantime is not the one the person said yes to: they are asked again.
    if (!isHosts(session) || proof?.sid !== session.sid) return;
    const admitted = await this.#open(session, proof, toHex(random(8)));
    if (!admitted) report("signalling-unreachable");
  }

  async dismiss(): Promise<void> {
    const { sessions, seat } = this.#context;
    const session = sessions.current;
    if (!isHosts(session)) return;
    seat.dismiss(session.handle, await session.deny());
  }

  onSeated({ peer }: Seated): void {
    const { state, sessions, seat, memory } = this.#context;
    if (!inCall(state)) return;
    sessions.current?.sync();
    // A server that was restarted learns from this device whom it had seated (SPEC REJOIN-3).
    const { live } = memory;
    if (!peer && live) void seat.admit(live.peerKey);
  }

  onEvent(event: ServerEvent): void {
    const { dispatch, environment, sessions } = this.#context;
    switch (event.event) {
      case "knock":
        void this.#onKnock(event.payload);
        return;
      case "gone":
        if (this.#handle === event.payload.p) dispatch({ type: "knock-gone" });
        return;
      case "queue":
        dispatch({ type: "queue", waiting: event.payload.n });
        return;
      case "peer":
        if (event.payload.s === "left") dispatch({ type: "peer-left", at: environment.now() });
        else if (event.payload.s === "on") sessions.current?.sync();
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
    const { memory, sessions, environment, dispatch } = this.#context;
    const { peer } = session;
    if (!isHosts(session) || !peer) return;
    const { live } = memory;
    if (live?.peerKey === peer.key) {
      void this.#open(session, proofOfLiveCall(session.sid), live.id);
    } else if (session === sessions.current && !inCall(this.#context.state)) {
      dispatch({ type: "proven", peer: memory.peer(peer.key, peer.name), at: environment.now() });
    } else {
      sessions.drop(session);
    }
  }

  /** A guest cannot accept; its session refuses the message. */
  onAccepted(): void {}

  /** The guest's device knocks again by itself; there is nothing to do but wait. */
  reconnect(): void {}

  get #handle(): number | undefined {
    const session = this.#context.sessions.current;
    return isHosts(session) ? session.handle : undefined;
  }

  async #onKnock({ p, b }: ServerPayload<"knock">): Promise<void> {
    const refused = await this.#context.sessions.answer(fromBase64url(b), p);
    if (refused) this.#context.report(refused);
  }

  /** False when the server did not seat the guest; the session stays as it is. */
  async #open(session: HostSession, proof: AcceptProof, call: string): Promise<boolean> {
    const { seat, sessions, memory, ownName, environment, dispatch } = this.#context;
    const { peer, checkCode } = session;
    if (!peer || !checkCode || !(await seat.admit(peer.key))) return false;
    if (!sessions.has(session)) {
      // The guest's device began anew between the click and the answer: the same key is welcome (SPEC REJOIN-2).
      await memory.remember(call, peer.key, peer.name, ownName);
      if (sessions.newest?.peer) this.onProven(sessions.newest);
      return true;
    }
    session.accept(proof, call, ownName);
    dispatch({ type: "accepted", peer: memory.peer(peer.key, peer.name), checkCode, at: environment.now() });
    await memory.remember(call, peer.key, peer.name, ownName);
    return true;
  }
}
