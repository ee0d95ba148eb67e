import { type Candidate, LIMITS } from "@onecall/protocol";
import type { Environment } from "../environment.ts";
import type { Candidates } from "./candidates.ts";
import { Carrier, type Negotiating } from "./carrier.ts";
import { FirstExchange } from "./first-exchange.ts";
import type { IceSource } from "./ice-config.ts";
import { type Description, Negotiation } from "./negotiation.ts";

/** What was kept on the way through an outage comes in one go: a restart is given so long for a newer one behind it, ms. */
const NEWER_WITHIN = 150;

export interface ExchangeOptions {
  readonly connection: RTCPeerConnection;
  readonly environment: Pick<Environment, "now" | "after">;
  readonly role: "host" | "guest";
  readonly ice: Pick<IceSource, "afterAdmit">;
  readonly candidates: Candidates;
}

export interface ExchangeOwner {
  /** Over the data channel; false when it can not take more. */
  byData(message: Negotiating): boolean;
  /** Sealed, through the server; kept until it arrived. */
  bySeal(message: Negotiating): void;
  /** The same if there is room: it can be said again. */
  bySealIfRoom(message: Negotiating): boolean;
  /** Packets get through both ways right now. */
  isHealthy(): boolean;
  /** The other device's packets come. */
  hears(): boolean;
  /** The server can carry something to the other device now. */
  canSignal(): boolean;
  /** The two were connected at least once. */
  wasUp(): boolean;
  /** Validates a description against the pinned fingerprint; throws ProtocolError `sdp-refused`. */
  check(type: "offer" | "answer", sdp: string): string;
  /** An offer of the other device's was answered. */
  onAnswered(): void;
  onFailed(cause: unknown): void;
}

/** Descriptions and candidates of one connection, from the first offer to the last, by whatever way they travel. */
export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #owner: ExchangeOwner;
  readonly #carrier: Carrier;
  readonly #first: FirstExchange;
  #negotiation: Negotiation | undefined;
  /** What comes before the negotiation began, one after the other. */
  #turn: Promise<void> = Promise.resolve();
  /** Number of the other device's newest offer that restarts ICE. */
  #newestRestart = -1;

  constructor(options: ExchangeOptions, owner: ExchangeOwner) {
    this.#options = options;
    this.#owner = owner;
    this.#carrier = new Carrier({
      byData: (message) => owner.byData(message),
      bySeal: (message) => owner.bySealIfRoom(message),
      isHealthy: () => owner.isHealthy(),
      hears: () => owner.hears(),
      canSignal: () => owner.canSignal(),
    });
    this.#first = new FirstExchange(options.connection, options, {
      send: (message) => this.#send(message),
      check: (type, sdp) => owner.check(type, sdp),
      onDone: () => this.#negotiate(),
    });
  }

  /** ICE generation in force here (SPEC MSG-3). */
  get generation(): number {
    return this.#negotiation?.generation ?? 0;
  }

  /** Host: as {@link FirstExchange.offer}. */
  offer(): Promise<void> {
    return this.#first.offer();
  }

  /** Host: as {@link FirstExchange.offerAnew}. */
  offerAnew(): Promise<void> {
    return this.#guarded(() => this.#first.offerAnew());
  }

  /** Guest, once both said yes: as {@link FirstExchange.answer}. */
  answer(held: Candidate[]): Promise<void> {
    this.#options.candidates.remoteIs(0);
    return this.#guarded(() => this.#first.answer(held));
  }

  async receive(description: Description): Promise<void> {
    if (this.#negotiation) {
      if (await this.#isOvertaken(description)) return;
      return await this.#negotiation.receive(description);
    }
    // Right behind the first answer there may be an offer.
    this.#turn = this.#turn.then(() => this.#receiveFirst(description));
    await this.#turn;
  }

  sendCandidates(c: Candidate[]): void {
    const ep = this.#negotiation ? this.#negotiation.gathering : 0;
    if (ep !== undefined) this.#send({ t: "cand", ep, c });
  }

  /** Guest: asks the host for an ICE restart, by every way there is. Host: asks the guest for a new session. */
  askForRestart(ep: number): void {
    this.#send({ t: "restart", ep }, true);
  }

  /** As {@link Negotiation.restartIce}. */
  restartIce(how: { readonly anew: boolean }): void {
    if (this.#negotiation) this.#negotiation.restartIce(how);
    // Asked for right behind the first answer.
    else void this.#turn.then(() => this.#negotiation?.restartIce(how));
  }

  /** As {@link Negotiation.remind}. */
  remind(): void {
    this.#negotiation?.remind();
  }

  /** As {@link Negotiation.connected}. */
  connected(): void {
    this.#negotiation?.connected();
  }

  /** Packets do not get through any more, or one way only. */
  lineBroke(): void {
    this.#carrier.lineBroke();
  }

  /** The two are connected: everything said arrived. */
  settled(): void {
    this.#carrier.settled();
  }

  close(): void {
    this.#negotiation?.close();
  }

  async #receiveFirst(description: Description): Promise<void> {
    if (this.#negotiation) await this.#negotiation.receive(description);
    else if (description.t === "answer") await this.#guarded(() => this.#first.onAnswer(description));
    // The host makes the first offer; one of the guest's before its answer is said again behind it.
    else if (this.#options.role === "guest") await this.#guarded(() => this.#first.onOffer(description));
  }

  /** Each restart ends what the one before began, and Firefox does not survive several at once. */
  async #isOvertaken({ t, ep, o }: Description): Promise<boolean> {
    if (t === "answer" || ep <= this.generation) return false;
    this.#newestRestart = Math.max(this.#newestRestart, o);
    await new Promise<void>((passed) => this.#options.environment.after(NEWER_WITHIN, passed));
    return o < this.#newestRestart;
  }

  /** What makes the first connection may not be lost; all the rest can be said again. */
  #send(message: Negotiating, again = false): void {
    const isFirst = message.ep === 0 && !again && !this.#owner.wasUp();
    if (isFirst) this.#owner.bySeal(message);
    else this.#carrier.send(message, again);
  }

  #negotiate(): void {
    const { connection, environment, role, candidates } = this.#options;
    const { offers, newest } = this.#first;
    const start = { environment, polite: role === "guest", nextOffer: offers, handled: newest };
    this.#negotiation = new Negotiation(connection, start, {
      send: (description, again) => this.#describe(description, again),
      check: (type, sdp) => this.#owner.check(type, sdp),
      onRemote: (ep) => candidates.remoteIs(ep),
      onFailed: (cause) => this.#owner.onFailed(cause),
    });
    candidates.remoteIs(0);
  }

  #describe(description: Description, again: boolean): void {
    this.#send(description, again);
    if (description.t === "answer" && !again) this.#owner.onAnswered();
    if (!again) return;
    const sent = this.#options.candidates.sent();
    for (let i = 0; i < sent.length; i += LIMITS.candidatesPerMessage) {
      const c = sent.slice(i, i + LIMITS.candidatesPerMessage);
      this.#send({ t: "cand", ep: description.ep, c }, true);
    }
  }

  async #guarded(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (cause) {
      this.#owner.onFailed(cause);
    }
  }
}
