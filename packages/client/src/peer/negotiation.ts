import type { Message } from "@onecall/protocol";
import type { Environment } from "../environment.ts";

export type Description = Extract<Message, { t: "offer" | "answer" }>;
type Offer = Extract<Message, { t: "offer" }>;
type Answer = Extract<Message, { t: "answer" }>;

/** An offer without an answer for so long is said once more, by every way there is (SPEC DATA-1). */
const ANSWER_WITHIN = 1_500;
const REMINDERS_AT_MOST_EVERY = 12_000;
/** For so long after packets, or an answer, came a restart of the other side's was asked for, or offered, before. */
const LATE_FOR = 1_000;
/** A restart younger than this is still on its way: another restart would only orphan its answer. */
const UNDER_WAY_FOR = 2_000;
/** What a restart that was answered is given to connect the two. */
const CONNECTS_WITHIN = 2_500;
/** One that was said and not answered will be, once the line is back; older, its addresses may be gone. */
const SAID_FOR = 60_000;

/** What was said again while nobody heard it comes in one go: one answer does for all of it. */
const ONE_ANSWER_FOR = 300;

/** An own offer without an answer. */
interface Pending {
  readonly offer: Offer;
  readonly at: number;
  readonly restarts: boolean;
  /** False for a restart the guest's browser needs, as long as no packets come. */
  readonly isSaid: boolean;
}

/** What a negotiation needs of its peer link. */
export interface NegotiationOwner {
  /** Sends a description to the other device; `again`: it may have been lost. */
  send(description: Description, again: boolean): void;
  /** Validates a description against the pinned fingerprint; throws ProtocolError `sdp-refused`. */
  check(type: "offer" | "answer", sdp: string): string;
  /** The other device's description of this ICE generation is in force: its candidates can be used. */
  onRemote(generation: number): void;
  onFailed(error: unknown): void;
}

export interface NegotiationStart {
  readonly environment: Pick<Environment, "now" | "after">;
  /** The guest is the polite side: where two offers meet, its own gives way (W3C WebRTC 10.7). */
  readonly polite: boolean;
  /** Number of this device's next offer. */
  readonly nextOffer: number;
  /** Number of the other device's last offer that was answered; -1 for none. */
  readonly handled: number;
}

/**
 * Perfect negotiation (W3C WebRTC 10.7) for everything after the first offer and answer, where a description may come twice,
 * late, or never (SPEC MSG-5). One thing is done at a time, so no two of them ever meet half-way.
 */
export class Negotiation {
  readonly #connection: RTCPeerConnection;
  readonly #owner: NegotiationOwner;
  readonly #environment: NegotiationStart["environment"];
  readonly #polite: boolean;
  #queue: Promise<void> = Promise.resolve();
  #nextOffer: number;
  /** Of the other device's offers. */
  #newest = -1;
  #handled: number;
  #generation = 0;
  #pending: Pending | undefined;
  #answer: Answer | undefined;
  #saidAt: number | undefined;
  /** When packets came again, ms since the epoch; undefined before they came at all. */
  #connectedAt: number | undefined;
  #cancelReminder: (() => void) | undefined;
  #cancelNeeded: (() => void) | undefined;
  /** When both sides last had new ICE credentials. */
  #restartedAt: number | undefined;
  #closed = false;
  #reminder = ANSWER_WITHIN;
  /** Number of the newest own offer an answer came to. */
  #answered: number;
  #answeredAt: number | undefined;

  constructor(connection: RTCPeerConnection, start: NegotiationStart, owner: NegotiationOwner) {
    this.#connection = connection;
    this.#owner = owner;
    this.#environment = start.environment;
    this.#polite = start.polite;
    this.#nextOffer = start.nextOffer;
    this.#handled = start.handled;
    this.#answered = start.nextOffer - 1;
    connection.addEventListener("negotiationneeded", () => this.#onNeeded());
  }

  /** ICE generation in force here; the host's counts from its offer on (SPEC MSG-3). */
  get generation(): number {
    return this.#generation;
  }

  /** Generation the candidates belong to that this device gathers now; undefined for one the other device knows nothing of. */
  get gathering(): number | undefined {
    if (!this.#pending) return this.#generation;
    return this.#pending.isSaid ? this.#pending.offer.ep : undefined;
  }

  /**
   * Makes new ICE credentials. The host offers them. The guest only has its browser look for the other device by them: its offer
   * is said when packets come, or taken back for the host's. `anew`: something changed since the last one, which will not do.
   */
  restartIce({ anew } = { anew: true }): void {
    this.#inTurn(async () => {
      const pending = this.#pending;
      const lasts = pending?.isSaid && !anew ? SAID_FOR : UNDER_WAY_FOR;
      if (pending?.restarts && this.#since(pending.at) < lasts) return;
      if (this.#since(this.#connectedAt) < LATE_FOR) return;
      if (this.#connection.signalingState === "have-local-offer") await this.#takeBack();
      if (!this.#polite) this.#generation++;
      await this.#offer({ restarts: true, isSaid: !this.#polite });
    });
  }

  /** What is unanswered may have been lost: says it once more. */
  remind(): void {
    if (!this.#pending?.isSaid) return;
    this.#owner.send(this.#pending.offer, true);
    this.#remindLater(2 * this.#reminder);
  }

  /** Packets come: as {@link remind}, and a restart nobody was told of is said now. */
  connected(): void {
    this.#connectedAt = this.#connectedAt === undefined ? Number.NEGATIVE_INFINITY : this.#environment.now();
    // Behind a restart that is just being made.
    this.#inTurn(async () => {
      if (this.#pending) this.#pending = { ...this.#pending, isSaid: true };
      this.remind();
    });
  }

  receive(description: Description): Promise<void> {
    if (description.t === "answer") return this.#inTurn(() => this.#onAnswer(description));
    this.#newest = Math.max(this.#newest, description.o);
    return this.#inTurn(() => this.#onOffer(description));
  }

  close(): void {
    this.#closed = true;
    this.#cancelReminder?.();
    this.#cancelNeeded?.();
  }

  #inTurn(step: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(async () => {
      if (this.#closed) return;
      try {
        await step();
      } catch (error) {
        if (!this.#closed) this.#owner.onFailed(error);
      }
    });
    return this.#queue;
  }

  /**
   * The browser wants to negotiate. Firefox does right after a restart of a connection it had given up, with credentials that are new
   * again: that would end what the restart has just begun.
   */
  #onNeeded(): void {
    this.#cancelNeeded?.();
    const wait = CONNECTS_WITHIN - this.#since(this.#restartedAt);
    if (this.#connection.connectionState !== "failed" || wait <= 0) void this.#inTurn(() => this.#offer());
    else this.#cancelNeeded = this.#environment.after(wait, () => void this.#inTurn(() => this.#offer()));
  }

  /** Milliseconds since then; a clock that was set back tells nothing. */
  #since(then = Number.NEGATIVE_INFINITY): number {
    const since = this.#environment.now() - then;
    return since >= 0 ? since : Number.POSITIVE_INFINITY;
  }

  /** `isSaid`: false for a restart the other side need not hear of. */
  async #offer({ restarts = false, isSaid = true } = {}): Promise<void> {
    const connection = this.#connection;
    // With an offer or answer under way the browser says again what it needs once that is done.
    if (connection.signalingState !== "stable") return;
    // Unlike `restartIce` it is over once it gave way to the other side's.
    await connection.setLocalDescription(
      restarts ? await connection.createOffer({ iceRestart: true }) : undefined,
    );
    const sdp = connection.localDescription?.sdp;
    if (this.#closed || sdp === undefined) return;
    const ep = this.#generation + (restarts && this.#polite ? 1 : 0);
    const offer: Offer = { t: "offer", ep, o: this.#nextOffer++, sdp: withoutAddresses(sdp) };
    this.#pending = { offer, at: this.#environment.now(), restarts, isSaid };
    if (!isSaid) return;
    this.#remindLater();
    this.#owner.send(offer, false);
  }

  async #takeBack(): Promise<void> {
    this.#cancelReminder?.();
    this.#pending = undefined;
    await this.#connection.setLocalDescription({ type: "rollback" });
  }

  #remindLater(delay = ANSWER_WITHIN): void {
    this.#reminder = Math.min(delay, REMINDERS_AT_MOST_EVERY);
    this.#cancelReminder?.();
    this.#cancelReminder = this.#environment.after(this.#reminder, () => this.remind());
  }

  async #onOffer({ ep, o, sdp }: Offer): Promise<void> {
    if (o <= this.#handled) {
      if (o === this.#handled && this.#answer?.o === o) this.#sayAnswer(this.#answer, true);
      return;
    }
    // Of a generation that is over, it would bring dead credentials back; with a newer one behind it, it is over too.
    if (ep < this.#generation || o < this.#newest) return;
    const connection = this.#connection;
    const collides = connection.signalingState !== "stable";
    if (collides && !this.#polite) return;
    // Of a guest that just answered: its own restart, which it took back for that. One it still means it says again.
    if (this.#since(this.#answeredAt) < LATE_FOR && ep === this.#generation && !this.#isInForce(sdp)) return;
    const checked = this.#owner.check("offer", sdp);
    this.#handled = o;
    this.#pending = undefined;
    await connection.setRemoteDescription({ type: "offer", sdp: checked });
    if (ep > this.#generation) this.#restartedAt = this.#environment.now();
    this.#generation = ep;
    await connection.setLocalDescription();
    if (this.#closed) return;
    const answer = withoutAddresses(connection.localDescription?.sdp ?? "");
    this.#answer = { t: "answer", ep, o, sdp: answer };
    this.#owner.onRemote(ep);
    this.#sayAnswer(this.#answer, false);
  }

  #sayAnswer(answer: Answer, again: boolean): void {
    if (again && this.#since(this.#saidAt) < ONE_ANSWER_FOR) return;
    this.#saidAt = this.#environment.now();
    this.#owner.send(answer, again);
  }

  /** Whether the other device's ICE credentials in `sdp` are those in use (RFC 8839 5.4). */
  #isInForce(sdp: string): boolean {
    const current = this.#connection.currentRemoteDescription?.sdp;
    return current === undefined || iceUfragOf(sdp) === iceUfragOf(current);
  }

  async #onAnswer({ ep, o, sdp }: Answer): Promise<void> {
    const offer = this.#pending?.offer;
    if (o <= this.#answered || o >= this.#nextOffer) return;
    if (offer?.o !== o || this.#connection.signalingState !== "have-local-offer") {
      // The other side took an offer that was taken back here: only another one makes the two the same again.
      this.#answered = o;
      const isBehind = ep > this.#generation;
      if (isBehind && this.#pending?.restarts === false) await this.#takeBack();
      if (!this.#pending) await this.#offer({ restarts: isBehind });
      return;
    }
    this.#answered = o;
    const checked = this.#owner.check("answer", sdp);
    await this.#connection.setRemoteDescription({ type: "answer", sdp: checked });
    this.#answeredAt = this.#environment.now();
    if (this.#pending?.restarts) this.#restartedAt = this.#answeredAt;
    this.#pending = undefined;
    this.#generation = offer.ep;
    this.#cancelReminder?.();
    this.#owner.onRemote(offer.ep);
  }
}

const iceUfragOf = (sdp: string): string | undefined => /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1];

/** A description that tells no address: candidates travel in messages of their own (SPEC SDP-3). */
export const withoutAddresses = (sdp: string): string =>
  sdp
    .split("\r\n")
    .filter((line) => !line.startsWith("a=candidate:") && line !== "a=end-of-candidates")
    .map((line) =>
      line.startsWith("c=IN ")
        ? "c=IN IP4 0.0.0.0"
        : line.startsWith("a=rtcp:")
          ? "a=rtcp:9 IN IP4 0.0.0.0"
          : line.replace(/^(m=\S+) [1-9]\d* /, "$1 9 "),
    )
    .join("\r\n");
