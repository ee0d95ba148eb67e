import {
  type Bytes,
  type Candidate,
  checkSdp,
  equal,
  type IceServer,
  type Message,
  sha256,
} from "@onecall/protocol";
import { ControlChannel, type ControlMessage } from "../data/control-channel.ts";
import type { Environment } from "../environment.ts";
import type { CallErrorCode } from "../errors.ts";
import { Candidates } from "./candidates.ts";
import { ConnectionWatch } from "./connection-watch.ts";
import { type AcceptProof, proves } from "./consent.ts";
import { IceConfiguration, type IceSource } from "./ice-config.ts";
import { IceRestart, type IceRestartOwner } from "./ice-restart.ts";
import { attachTracks, type LocalTracks } from "./local-tracks.ts";
import { Negotiation, withoutAddresses } from "./negotiation.ts";
import { type CallPath, PathWatch } from "./path.ts";

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
  /** The page's server is on this machine or in a private network (SPEC CAND-4). */
  readonly serverIsNear: boolean;
  /** Relayed candidates only, from the first one on (SPEC ICE-5). */
  readonly hideAddress: boolean;
  readonly ice: IceSource;
}

export interface PeerLinkListener {
  /** To be sealed and sent. */
  onSend(message: Message): void;
  /** `up` again after every `down`; `closed`: the other device closed its side. */
  onState(state: "up" | "down" | "closed"): void;
  onTrack(track: MediaStreamTrack): void;
  onControl(message: ControlMessage): void;
  onControlOpen(): void;
  onPath(path: CallPath): void;
  /** Something the person should know that does not end the link. */
  onTrouble(code: CallErrorCode): void;
  /** The link cannot be used; the owner closes it. */
  onFailed(code: CallErrorCode, cause?: unknown): void;
}

type NegotiationMessage = Extract<Message, { t: "offer" | "answer" | "cand" | "restart" }>;

/** One RTCPeerConnection of one session, closed to the other device until both said yes. */
export class PeerLink {
  readonly connection: RTCPeerConnection;
  readonly #options: PeerLinkOptions;
  readonly #listener: PeerLinkListener;
  readonly #configuration: IceConfiguration;
  readonly #candidates: Candidates;
  readonly #path: PathWatch;
  readonly #restart: IceRestart;
  readonly #control: ControlChannel;
  readonly #watch: ConnectionWatch;
  #negotiation: Negotiation | undefined;
  #opened = false;
  #closed = false;
  /** Remote candidates and answers that came before both said yes, or that SPEC CAND refuses. */
  #dropped = 0;

  constructor(options: PeerLinkOptions, listener: PeerLinkListener) {
    this.#options = options;
    this.#listener = listener;
    const { environment, certificate, hideAddress, ice } = options;
    this.#configuration = new IceConfiguration(environment.RTCPeerConnection, {
      certificates: [certificate],
      bundlePolicy: "max-bundle",
      iceTransportPolicy: hideAddress ? "relay" : "all",
    });
    const connection = this.#configuration.connect(ice.list.servers ?? []);
    this.connection = connection;
    this.#candidates = new Candidates(connection, options, {
      onDrop: () => this.#drop(),
      onRelayProblem: (code) => (hideAddress ? this.#fail(code) : listener.onTrouble(code)),
    });
    this.#path = new PathWatch(connection, environment, (path) => listener.onPath(path));
    this.#restart = new IceRestart(options, this.#restartOwner());
    this.#control = new ControlChannel(connection, {
      onOpen: () => listener.onControlOpen(),
      onMessage: (message) => listener.onControl(message),
      onClose: () => {
        if (!this.#closed) listener.onState("closed");
      },
    });
    connection.addEventListener("track", ({ track }) => listener.onTrack(track));
    this.#watch = this.#watchConnection();
  }

  /** Host: the first offer, without candidates. */
  async offer(): Promise<void> {
    for (const kind of ["audio", "video"]) this.connection.addTransceiver(kind, { direction: "sendrecv" });
    await this.#sendOffer();
  }

  /** Host: the first offer once more, with the servers there are now. The guest answers the newest. */
  async offerAnew(): Promise<void> {
    this.#candidates.beginAnew();
    await this.#guarded(() => this.#sendOffer({ iceRestart: true }));
    this.#candidates.begunAnew();
  }

  /** Other servers, for the next generation of candidates. */
  setServers(servers: readonly IceServer[]): void {
    if (this.#closed) return;
    this.#configuration.change(this.connection, servers);
    this.#candidates.serversChanged();
  }

  /**
   * Both said yes: attaches tracks, lets candidates through in both directions, and as guest answers.
   * Returns the candidates gathered so far, for ACCEPT.
   * @throws Error when `proof` is not this session's.
   */
  open(proof: AcceptProof, tracks: LocalTracks): Candidate[] {
    if (!proves(proof, this.#options.sid)) throw new Error("link opened without proof of both consents");
    const held = this.#candidates.open(proof, (c) =>
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
    attachTracks(this.connection, tracks).catch((cause) => this.#fail("peer-connection", cause));
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
        return this.#restart.asked(message.ep);
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
    this.#watch.close();
    this.#restart.close();
    this.#path.close();
    this.#candidates.close();
    this.connection.close();
  }

  /** How packets travel; undefined while nothing is known. */
  get path(): CallPath | undefined {
    return this.#path.path;
  }

  async #sendOffer(options: RTCOfferOptions = {}): Promise<void> {
    const offer = await this.connection.createOffer(options);
    await this.connection.setLocalDescription(offer);
    this.#listener.onSend({ t: "offer", ep: 0, sdp: withoutAddresses(offer.sdp ?? "") });
  }

  get #generation(): number {
    return this.#negotiation?.generation ?? 0;
  }

  async #firstOffer(sdp: string): Promise<void> {
    await this.#guarded(async () => {
      await this.connection.setRemoteDescription({ type: "offer", sdp: this.#check("offer", sdp) });
      this.#candidates.needRelay();
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
      await this.#options.ice.afterAdmit();
      for (const transceiver of this.connection.getTransceivers()) transceiver.direction = "sendrecv";
      const answer = await this.connection.createAnswer();
      await this.connection.setLocalDescription(answer);
      this.#negotiate();
      this.#listener.onSend({ t: "answer", ep: 0, sdp: withoutAddresses(answer.sdp ?? "") });
      if (held.length > 0) this.#listener.onSend({ t: "cand", ep: 0, c: held });
    });
  }

  #restartOwner(): IceRestartOwner {
    const link = this;
    return {
      isFailed: () => !link.#closed && link.connection.connectionState === "failed",
      get generation() {
        return link.#generation;
      },
      restart: () => link.#negotiation?.restartIce(),
      askForRestart: (ep) => link.#listener.onSend({ t: "restart", ep }),
    };
  }

  #negotiate(): void {
    this.#negotiation = new Negotiation(this.connection, this.#options.role === "guest", {
      send: (message) => this.#listener.onSend(message),
      check: (type, sdp) => this.#check(type, sdp),
      onFailed: (error) => this.#fail("peer-connection", error),
    });
  }

  #addCandidates(ep: number, candidates: Candidate[]): void {
    if (this.#opened && ep === this.#generation) this.#candidates.add(candidates, ep);
    else this.#drop();
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

  #watchConnection(): ConnectionWatch {
    return new ConnectionWatch(this.connection, this.#options.environment, {
      onChange: (state) => {
        this.#restart.rest();
        this.#candidates.connectionChanged(state);
        this.#path.changed();
      },
      onConnected: () => void this.#checkCertificate(),
      onDown: () => this.#listener.onState("down"),
      onFailed: () => void this.#restart.begin(),
    });
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
