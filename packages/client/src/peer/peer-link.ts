import {
  type Bytes,
  type Candidate,
  checkCandidate,
  checkSdp,
  equal,
  LIMITS,
  type Message,
  sha256,
} from "@onecall/protocol";
import { ControlChannel, type ControlMessage } from "../data/control-channel.ts";
import type { Environment } from "../environment.ts";
import type { CallErrorCode } from "../errors.ts";
import { type AcceptProof, proves } from "./consent.ts";
import { HeldCandidates } from "./held-candidates.ts";
import { Negotiation, withoutAddresses } from "./negotiation.ts";

export interface PeerLinkOptions {
  readonly environment: Environment;
  /** The certificate whose fingerprint this device committed to. */
  readonly certificate: RTCCertificate;
  /** SHA-256 fingerprint of the other device's certificate, 32 bytes, as its signed FIN opened it. */
  readonly fingerprint: Bytes;
  readonly sid: string;
  readonly role: "host" | "guest";
  /** Whether loopback candidates are welcome: only for a page served from this very machine. */
  readonly allowLoopback: boolean;
}

export interface PeerLinkListener {
  /** To be sealed and sent. */
  onSend(message: Message): void;
  /** `up` again after every `down`; `closed`: the other device closed its side. */
  onState(state: "up" | "down" | "closed"): void;
  onTrack(track: MediaStreamTrack): void;
  onControl(message: ControlMessage): void;
  onControlOpen(): void;
  /** The link cannot be used; the owner closes it. */
  onFailed(code: CallErrorCode, cause?: unknown): void;
}

type NegotiationMessage = Extract<Message, { t: "offer" | "answer" | "cand" | "restart" }>;

/** Chromium shows `disconnected` for some ms while it prunes pairs; shorter than this is no news. */
const DISCONNECTED_IS_NEWS = 1_000;
/** Wait between ICE restarts while the connection has failed. */
const RESTART_EVERY = 5_000;

/** One RTCPeerConnection of one session, closed to the other device until both said yes. */
export class PeerLink {
  readonly connection: RTCPeerConnection;
  readonly #options: PeerLinkOptions;
  readonly #listener: PeerLinkListener;
  readonly #held: HeldCandidates;
  readonly #control: ControlChannel;
  #negotiation: Negotiation | undefined;
  #opened = false;
  #closed = false;
  #remoteCandidates = 0;
  #countedGeneration = 0;
  /** Remote candidates and answers that came before both said yes, or that SPEC CAND refuses. */
  #dropped = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(options: PeerLinkOptions, listener: PeerLinkListener) {
    this.#options = options;
    this.#listener = listener;
    this.#held = new HeldCandidates(options.sid);
    const connection = new options.environment.RTCPeerConnection({
      certificates: [options.certificate],
      bundlePolicy: "max-bundle",
    });
    this.connection = connection;
    this.#control = new ControlChannel(connection, {
      onOpen: () => listener.onControlOpen(),
      onMessage: (message) => listener.onControl(message),
      onClose: () => {
        if (!this.#closed) listener.onState("closed");
      },
    });
    connection.addEventListener("icecandidate", ({ candidate }) => {
      if (candidate?.candidate) this.#held.add(travelling(candidate));
    });
    connection.addEventListener("track", ({ track }) => listener.onTrack(track));
    connection.addEventListener("connectionstatechange", () => this.#onConnectionState());
  }

  /** Host: the first offer, without candidates. */
  async offer(): Promise<void> {
    for (const kind of ["audio", "video"]) this.connection.addTransceiver(kind, { direction: "sendrecv" });
    const offer = await this.connection.createOffer();
    await this.connection.setLocalDescription(offer);
    this.#listener.onSend({ t: "offer", ep: 0, sdp: withoutAddresses(offer.sdp ?? "") });
  }

  /**
   * Both said yes: attaches tracks, lets candidates through in both directions, and as guest answers.
   * Returns the candidates gathered so far, for ACCEPT.
   * @throws Error when `proof` is not this session's.
   */
  open(proof: AcceptProof, tracks: LocalTracks): Candidate[] {
    if (!proves(proof, this.#options.sid)) throw new Error("link opened without proof of both consents");
    const held = this.#held.release(proof, (c) =>
      this.#listener.onSend({ t: "cand", ep: this.#generation, c }),
    );
    this.#opened = true;
    this.setTracks(tracks);
    if (this.#options.role === "guest") void this.#answer(held);
    return held;
  }

  /** Sends these tracks from now on, without renegotiation; nothing before {@link open}. */
  setTracks(tracks: LocalTracks): void {
    if (!this.#opened || this.#closed) return;
    for (const transceiver of this.connection.getTransceivers()) {
      const track = transceiver.receiver.track.kind === "audio" ? tracks.audio : tracks.video;
      if (transceiver.sender.track !== track) {
        transceiver.sender.replaceTrack(track).catch((cause) => this.#fail("peer-connection", cause));
      }
    }
  }

  async receive(message: NegotiationMessage): Promise<void> {
    switch (message.t) {
      case "offer":
        return this.#negotiation?.receive(message) ?? this.#firstOffer(message.sdp);
      case "answer":
        return this.#negotiation?.receive(message) ?? this.#firstAnswer(message.sdp);
      case "cand":
        this.#addCandidates(message.ep, message.c);
        return;
      case "restart":
        // One asked for before the last restart was answered by it.
        if (this.#options.role === "host" && message.ep >= this.#generation) this.#negotiation?.restartIce();
    }
  }

  /** Remote candidates that came with ACCEPT. */
  addFirstCandidates(candidates: Candidate[]): void {
    this.#addCandidates(0, candidates);
  }

  /** Sends over the control channel; false while it is not open. */
  sendControl(message: ControlMessage): boolean {
    return !this.#closed && this.#control.send(message);
  }

  /** Resolves when the control channel has handed everything to the network. */
  drained(): Promise<void> {
    return this.#control.drained();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelTimer?.();
    this.connection.close();
  }

  get #generation(): number {
    return this.#negotiation?.generation ?? 0;
  }

  async #firstOffer(sdp: string): Promise<void> {
    await this.#guarded(async () => {
      await this.connection.setRemoteDescription({ type: "offer", sdp: this.#check("offer", sdp) });
    });
  }

  async #firstAnswer(sdp: string): Promise<void> {
    if (!this.#opened) return this.#drop();
    await this.#guarded(async () => {
      await this.connection.setRemoteDescription({ type: "answer", sdp: this.#check("answer", sdp) });
      this.#negotiate();
    });
  }

  async #answer(held: Candidate[]): Promise<void> {
    await this.#guarded(async () => {
      for (const transceiver of this.connection.getTransceivers()) transceiver.direction = "sendrecv";
      const answer = await this.connection.createAnswer();
      await this.connection.setLocalDescription(answer);
      this.#negotiate();
      this.#listener.onSend({ t: "answer", ep: 0, sdp: withoutAddresses(answer.sdp ?? "") });
      if (held.length > 0) this.#listener.onSend({ t: "cand", ep: 0, c: held });
    });
  }

  #negotiate(): void {
    this.#negotiation = new Negotiation(this.connection, this.#options.role === "guest", {
      send: (message) => this.#listener.onSend(message),
      check: (type, sdp) => this.#check(type, sdp),
      onFailed: (error) => this.#fail("peer-connection", error),
    });
  }

  #addCandidates(ep: number, candidates: Candidate[]): void {
    if (!this.#opened || ep !== this.#generation) {
      this.#drop();
      return;
    }
    if (ep !== this.#countedGeneration) {
      this.#countedGeneration = ep;
      this.#remoteCandidates = 0;
    }
    for (const candidate of candidates) {
      const refused = checkCandidate(candidate, { allowLoopback: this.#options.allowLoopback });
      if (refused || ++this.#remoteCandidates > LIMITS.candidatesPerGeneration) {
        this.#drop();
        continue;
      }
      // A candidate the browser cannot use is one path less, not a fault of the call.
      const { usernameFragment = null, ...rest } = candidate;
      this.connection.addIceCandidate({ ...rest, usernameFragment }).catch(() => this.#drop());
    }
  }

  #drop(): void {
    this.#dropped++;
  }

  /** How many remote candidates and early answers were not used. */
  get dropped(): number {
    return this.#dropped;
  }

  #check(type: "offer" | "answer", sdp: string): string {
    return checkSdp(sdp, { type, fingerprint: this.#options.fingerprint });
  }

  async #guarded(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (cause) {
      this.#fail("peer-connection", cause);
    }
  }

  #fail(code: CallErrorCode, cause?: unknown): void {
    if (!this.#closed) this.#listener.onFailed(code, cause);
  }

  #onConnectionState(): void {
    this.#cancelTimer?.();
    if (this.#closed) return;
    const { after } = this.#options.environment;
    const down = () => this.#listener.onState("down");
    switch (this.connection.connectionState) {
      case "connected":
        void this.#checkCertificate();
        return;
      case "disconnected":
        this.#cancelTimer = after(DISCONNECTED_IS_NEWS, down);
        return;
      case "failed":
        down();
        this.#restart();
        return;
      case "new":
      case "connecting":
      case "closed":
    }
  }

  #restart(): void {
    if (this.#options.role === "guest") {
      // Sealed messages are sent again until they arrive: once is enough.
      this.#listener.onSend({ t: "restart", ep: this.#generation });
      return;
    }
    this.#negotiation?.restartIce();
    this.#cancelTimer = this.#options.environment.after(RESTART_EVERY, () => this.#restart());
  }

  /** The browser enforces the pinned fingerprint already; this holds it to its word (SPEC HS-8). */
  async #checkCertificate(): Promise<void> {
    const transport = this.connection.getTransceivers()[0]?.sender.transport;
    // Firefox gives it since 2026 only.
    const [certificate] = transport?.getRemoteCertificates?.() ?? [];
    if (certificate && !equal(await sha256(new Uint8Array(certificate)), this.#options.fingerprint)) {
      this.#fail("peer-certificate");
    } else if (!this.#closed && this.connection.connectionState === "connected") {
      this.#listener.onState("up");
    }
  }
}

/** What this device sends; null: nothing. */
export interface LocalTracks {
  readonly audio: MediaStreamTrack | null;
  readonly video: MediaStreamTrack | null;
}

const travelling = ({ candidate, sdpMid, sdpMLineIndex, usernameFragment }: RTCIceCandidate): Candidate => ({
  candidate,
  sdpMid,
  sdpMLineIndex,
  ...(usernameFragment ? { usernameFragment } : {}),
});
