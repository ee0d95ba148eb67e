import type { Candidate, Message } from "@onecall/protocol";
import type { Candidates } from "./candidates.ts";
import type { IceSource } from "./ice-config.ts";
import { OFFERED } from "./media-sections.ts";
import { type Description, withoutAddresses } from "./negotiation.ts";
import { preferRedundantSound } from "./redundant-sound.ts";
import { limitScreenCodecs } from "./screen-codecs.ts";

export interface FirstExchangeOwner {
  /** To be sealed and sent. */
  send(message: Extract<Message, { t: "offer" | "answer" | "cand" }>): void;
  /** Validates a description against the pinned fingerprint; throws ProtocolError `sdp-refused`. */
  check(type: "offer" | "answer", sdp: string): string;
  /** Offer and answer are in force on this side. */
  onDone(): void;
}

/**
 * The offer and answer around the two people's yes: the host's offer is made and applied before it, perhaps twice, and the
 * guest's answer after it (SPEC CONSENT-1).
 */
export class FirstExchange {
  readonly #connection: RTCPeerConnection;
  readonly #ice: Pick<IceSource, "afterAdmit">;
  readonly #candidates: Candidates;
  readonly #owner: FirstExchangeOwner;
  /** Number of this device's next offer, or of the other device's newest one. */
  #offers = 0;
  #newest = -1;

  constructor(
    connection: RTCPeerConnection,
    parts: { readonly ice: Pick<IceSource, "afterAdmit">; readonly candidates: Candidates },
    owner: FirstExchangeOwner,
  ) {
    this.#connection = connection;
    this.#ice = parts.ice;
    this.#candidates = parts.candidates;
    this.#owner = owner;
  }

  /** How many offers this device made. */
  get offers(): number {
    return this.#offers;
  }

  /** Number of the other device's newest offer; -1 for none. */
  get newest(): number {
    return this.#newest;
  }

  /** Host: the first offer, without candidates. */
  async offer(): Promise<void> {
    for (const [, kind] of OFFERED) this.#connection.addTransceiver(kind, { direction: "sendrecv" });
    preferRedundantSound(this.#connection);
    limitScreenCodecs(this.#connection);
    await this.#send();
  }

  /** Host: the first offer once more, with the servers there are now. The guest answers the newest. */
  async offerAnew(): Promise<void> {
    this.#candidates.beginAnew();
    await this.#send({ iceRestart: true });
    this.#candidates.begunAnew();
  }

  /** Guest: applies the host's offer and leaves it unanswered. */
  async onOffer({ o, sdp }: Description): Promise<void> {
    await this.#connection.setRemoteDescription({ type: "offer", sdp: this.#owner.check("offer", sdp) });
    this.#newest = o;
    this.#candidates.needRelay();
  }

  /** Host, after both said yes. */
  async onAnswer({ o, sdp }: Description): Promise<void> {
    if (o !== this.#offers - 1) return;
    await this.#connection.setRemoteDescription({ type: "answer", sdp: this.#owner.check("answer", sdp) });
    this.#owner.onDone();
  }

  /** Guest, after both said yes: the answer, and the candidates that were `held` until then. */
  async answer(held: Candidate[]): Promise<void> {
    await this.#ice.afterAdmit();
    for (const transceiver of this.#connection.getTransceivers()) transceiver.direction = "sendrecv";
    preferRedundantSound(this.#connection);
    limitScreenCodecs(this.#connection);
    const answer = await this.#connection.createAnswer();
    await this.#connection.setLocalDescription(answer);
    this.#owner.onDone();
    this.#owner.send({ t: "answer", ep: 0, o: this.#newest, sdp: withoutAddresses(answer.sdp ?? "") });
    if (held.length > 0) this.#owner.send({ t: "cand", ep: 0, c: held });
  }

  async #send(options: RTCOfferOptions = {}): Promise<void> {
    const offer = await this.#connection.createOffer(options);
    await this.#connection.setLocalDescription(offer);
    this.#owner.send({ t: "offer", ep: 0, o: this.#offers++, sdp: withoutAddresses(offer.sdp ?? "") });
  }
}
