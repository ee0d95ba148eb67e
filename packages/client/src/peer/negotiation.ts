import type { Message } from "@onecall/protocol";

/** What a negotiation needs of its peer link. */
export interface NegotiationOwner {
  /** Sends a description to the other device. */
  send(message: Extract<Message, { t: "offer" | "answer" }>): void;
  /** Validates a description against the pinned fingerprint; throws ProtocolError `sdp-refused`. */
  check(type: "offer" | "answer", sdp: string): string;
  onFailed(error: unknown): void;
}

/**
 * Perfect negotiation (W3C WebRTC 10.7) for everything after the first offer and answer. The host, who made the first
 * offer, is the impolite side.
 */
export class Negotiation {
  readonly #connection: RTCPeerConnection;
  readonly #polite: boolean;
  readonly #owner: NegotiationOwner;
  #makingOffer = false;
  #ignoreOffer = false;
  #isSettingRemoteAnswerPending = false;
  #generation = 0;

  constructor(connection: RTCPeerConnection, polite: boolean, owner: NegotiationOwner) {
    this.#connection = connection;
    this.#polite = polite;
    this.#owner = owner;
    connection.addEventListener("negotiationneeded", () => void this.#offer());
  }

  /** ICE generation in force here (SPEC MSG-3). */
  get generation(): number {
    return this.#generation;
  }

  /** Makes new ICE credentials; the offer goes out by itself. */
  restartIce(): void {
    // An offer under way carries fresh credentials already; a second one would orphan its answer.
    if (this.#connection.signalingState !== "stable" || this.#makingOffer) return;
    this.#generation++;
    this.#connection.restartIce();
  }

  async receive(message: Extract<Message, { t: "offer" | "answer" }>): Promise<void> {
    const connection = this.#connection;
    const type = message.t;
    try {
      if (type === "answer" && message.ep !== this.#generation) return;
      const sdp = this.#owner.check(type, message.sdp);
      const readyForOffer =
        !this.#makingOffer && (connection.signalingState === "stable" || this.#isSettingRemoteAnswerPending);
      const offerCollision = type === "offer" && !readyForOffer;
      this.#ignoreOffer = !this.#polite && offerCollision;
      if (this.#ignoreOffer) return;
      this.#isSettingRemoteAnswerPending = type === "answer";
      await connection.setRemoteDescription({ type, sdp });
      this.#isSettingRemoteAnswerPending = false;
      if (type === "offer") {
        this.#generation = Math.max(this.#generation, message.ep);
        await connection.setLocalDescription();
        this.#send("answer");
      }
    } catch (error) {
      this.#isSettingRemoteAnswerPending = false;
      if (!this.#ignoreOffer) this.#owner.onFailed(error);
    }
  }

  async #offer(): Promise<void> {
    try {
      this.#makingOffer = true;
      await this.#connection.setLocalDescription();
      this.#send("offer");
    } catch (error) {
      this.#owner.onFailed(error);
    } finally {
      this.#makingOffer = false;
    }
  }

  #send(t: "offer" | "answer"): void {
    const description = this.#connection.localDescription;
    if (description?.type !== t) return;
    this.#owner.send({ t, ep: this.#generation, sdp: withoutAddresses(description.sdp) });
  }
}

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
