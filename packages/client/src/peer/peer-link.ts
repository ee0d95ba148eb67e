import { type Candidate, checkSdp, equal, type IceServer, sha256 } from "@onecall/protocol";
import { ControlChannel, type ControlMessage } from "../data/control-channel.ts";
import { PulseChannel } from "../data/pulse-channel.ts";
import type { PageEvent } from "../environment.ts";
import type { CallErrorCode } from "../errors.ts";
import { Candidates } from "./candidates.ts";
import type { Negotiating } from "./carrier.ts";
import { type AcceptProof, proves } from "./consent.ts";
import { Exchange } from "./exchange.ts";
import { IceConfiguration } from "./ice-config.ts";
import { sendKeyFrames } from "./key-frame.ts";
import { LineWatch } from "./line-watch.ts";
import { attachTracks, type LocalTracks } from "./local-tracks.ts";
import { type CallPath, PathWatch } from "./path.ts";
import type { PeerLinkListener, PeerLinkOptions } from "./peer-link-owner.ts";
import { RateSteering } from "./rate-steering.ts";
import { Recovery } from "./recovery.ts";

/** Two reasons for a whole picture come within this time, ms. */
const ONE_PICTURE_FOR = 1_000;

/** One RTCPeerConnection of one session, closed to the other device until both said yes. */
export class PeerLink {
  readonly connection: RTCPeerConnection;
  readonly #options: PeerLinkOptions;
  readonly #listener: PeerLinkListener;
  readonly #configuration: IceConfiguration;
  readonly #candidates: Candidates;
  readonly #path: PathWatch;
  readonly #control: ControlChannel;
  readonly #line: LineWatch;
  readonly #steering: RateSteering;
  readonly #recovery: Recovery;
  readonly #exchange: Exchange;
  #wasHealthy = true;
  #picture: "sent" | "paused" = "sent";
  #wholePictureAt = Number.NEGATIVE_INFINITY;
  #meetsFirefox = false;
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
    this.#control = this.#makeControl();
    this.#line = new LineWatch(
      {
        connection,
        environment,
        onReport: () => this.#onReport(),
        onWake: () => this.nudge("visible"),
      },
      (onPulse) => new PulseChannel(connection, onPulse),
    );
    this.#steering = new RateSteering({
      connection,
      environment,
      onPicture: (is) => {
        this.#picture = is;
        listener.onPicture();
      },
    });
    this.#recovery = this.#makeRecovery();
    this.#exchange = this.#makeExchange();
    connection.addEventListener("track", ({ track }) => listener.onTrack(track));
    connection.addEventListener("connectionstatechange", () => this.#onConnectionState());
  }

  /** Host: the first offer, without candidates. */
  async offer(): Promise<void> {
    await this.#exchange.offer();
  }

  /** Host: the first offer once more, with the servers there are now. The guest answers the newest. */
  async offerAnew(): Promise<void> {
    await this.#exchange.offerAnew();
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
    const held = this.#candidates.open(proof, (c) => this.#exchange.sendCandidates(c));
    this.#opened = true;
    this.setTracks(tracks);
    if (this.#options.role === "guest") void this.#exchange.answer(held);
    return held;
  }

  /** Sends these tracks from now on, without renegotiation; nothing before {@link open}. */
  setTracks(tracks: LocalTracks): void {
    if (!this.#opened || this.#closed) return;
    attachTracks(this.connection, tracks)
      .then(() => this.#steering.tracksChanged())
      .catch((cause) => this.#fail("peer-connection", cause));
  }

  /** Takes what negotiates, by whatever way it came. */
  async receive(message: Negotiating): Promise<void> {
    switch (message.t) {
      case "offer":
        // The host says it again.
        if (this.#recovery.isBeingReplaced) return this.#drop();
        return await this.#exchange.receive(message);
      case "answer":
        if (!this.#opened) return this.#drop();
        return await this.#exchange.receive(message);
      case "cand":
        if (this.#opened) this.#candidates.add(message.c, message.ep);
        else this.#drop();
        return;
      case "restart":
        return this.#recovery.asked(message.ep);
    }
  }

  /** Remote candidates that came with ACCEPT. */
  addFirstCandidates(candidates: Candidate[]): void {
    if (this.#opened) this.#candidates.add(candidates, 0);
    else this.#drop();
  }

  /** Sends over the control channel; false while it is not open. */
  sendControl(message: ControlMessage): boolean {
    return !this.#closed && this.#control.send(message);
  }

  /** Resolves when the control channel has handed everything to the network. */
  drained(): Promise<void> {
    return this.#control.drained();
  }

  /** Something happened that may heal the connection, or break it; `signalling`: the other device can be reached by the server. */
  nudge(event: PageEvent | "signalling"): void {
    if (this.#closed || !this.#opened) return;
    if (event === "signalling") this.#exchange.remind();
    this.#recovery.nudge(event);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#line.close();
    this.#steering.stop();
    this.#recovery.close();
    this.#exchange.close();
    this.#path.close();
    this.#candidates.close();
    this.connection.close();
  }

  /** How packets travel; undefined while nothing is known. */
  get path(): CallPath | undefined {
    return this.#path.path;
  }

  /** What arrives here, and whether this device is heard. */
  get line() {
    return this.#line.report;
  }

  /** Whether the line has room for this device's picture. */
  get picture(): "sent" | "paused" {
    return this.#picture;
  }

  /** How many remote candidates and early answers were not used. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Firefox takes nothing by credentials it was not told of, as Chromium's are after a restart. */
  get #restartsAlone(): boolean {
    return this.#options.environment.isChromium && !this.#meetsFirefox;
  }

  #makeControl(): ControlChannel {
    return new ControlChannel(this.connection, {
      onOpen: () => this.#listener.onControlOpen(),
      onMessage: (message) => {
        if (message.t === "media" || message.t === "line" || message.t === "bye") {
          this.#listener.onControl(message);
        } else void this.receive(message);
      },
      onClose: () => {
        if (!this.#closed) this.#listener.onState("closed");
      },
    });
  }

  #makeRecovery(): Recovery {
    const link = this;
    return new Recovery(this.#options, {
      get generation() {
        return link.#exchange.generation;
      },
      canSignal: () => link.#options.canSignal(),
      restartsAlone: () => link.#restartsAlone,
      restart: ({ anew }) => link.#exchange.restartIce({ anew: anew || link.#restartsAlone }),
      askForRestart: (ep) => link.#exchange.askForRestart(ep),
      beAlert: () => link.#line.beAlert(),
      onState: (state) => {
        link.#candidates.lineIs(state === "up" ? "whole" : "broken");
        if (state === "up") link.#exchange.connected();
        link.#listener.onState(state);
      },
      isHealthy: () => link.#line.isHealthy,
      onStuck: () => {
        if (link.#options.role === "guest") link.#listener.onStuck();
        else link.#exchange.askForRestart(link.#exchange.generation);
      },
    });
  }

  #makeExchange(): Exchange {
    const { connection } = this;
    const { environment, role, ice } = this.#options;
    const parts = { connection, environment, role, ice, candidates: this.#candidates };
    return new Exchange(parts, {
      byData: (message) => this.#control.send(message),
      bySeal: (message) => this.#listener.onSend(message),
      bySealIfRoom: (message) => this.#listener.onSendIfRoom(message),
      isHealthy: () => this.#line.isHealthy,
      hears: () => this.#line.hears,
      canSignal: () => this.#options.canSignal(),
      wasUp: () => this.#recovery.wasUp,
      check: (type, sdp) => {
        // What a browser gives back of it does not tell any more.
        this.#meetsFirefox = /^o=mozilla/m.test(sdp);
        return checkSdp(sdp, { type, fingerprint: this.#options.fingerprint });
      },
      onAnswered: () => this.#recovery.answered(),
      onFailed: (cause) => this.#fail("peer-connection", cause),
    });
  }

  #onReport(): void {
    if (this.#closed) return;
    const { here } = this.#line.report;
    if (!this.#line.isHealthy) this.#exchange.lineBroke();
    // Whatever was sent meanwhile did not arrive.
    else if (!this.#wasHealthy) this.#sendWholePicture();
    this.#wasHealthy = this.#line.isHealthy;
    if (here === "down") this.#recovery.isDown();
    else if (here !== "silent") this.#recovery.isUp();
    this.#recovery.isHeard(this.#line.hears ? this.#line.isHealthy : undefined);
    this.#listener.onLine();
  }

  #onConnectionState(): void {
    if (this.#closed) return;
    const { connectionState } = this.connection;
    this.#candidates.connectionChanged(connectionState);
    this.#path.changed();
    if (connectionState === "failed") {
      if (this.#recovery.wasUp) this.#line.lost();
      this.#recovery.failed();
    }
    if (connectionState === "connected") void this.#checkCertificate();
  }

  /** The browser enforces the pinned fingerprint already; this holds it to its word (SPEC HS-8). */
  async #checkCertificate(): Promise<void> {
    const transport = this.connection.getTransceivers()[0]?.sender.transport;
    // Firefox gives it since 2026 only.
    const [certificate] = transport?.getRemoteCertificates?.() ?? [];
    if (certificate && !equal(await sha256(new Uint8Array(certificate)), this.#options.fingerprint)) {
      this.#fail("peer-certificate");
    } else if (!this.#closed && this.connection.connectionState === "connected") {
      if (this.#recovery.wasUp) this.#reconnected();
      else this.#begin();
    }
  }

  /** The browser found a way again. Packets will tell whether it is one, but what they carry need not wait for that. */
  #reconnected(): void {
    this.#exchange.remind();
    this.#line.beat();
    this.#sendWholePicture();
  }

  #sendWholePicture(): void {
    const { environment } = this.#options;
    const since = environment.now() - this.#wholePictureAt;
    if (since >= 0 && since < ONE_PICTURE_FOR) return;
    this.#wholePictureAt = environment.now();
    sendKeyFrames(this.connection, environment.isChromium);
  }

  /** The two are connected for the first time. Later only packets tell that they are. */
  #begin(): void {
    this.#exchange.settled();
    this.#line.start();
    this.#steering.start();
    this.#recovery.isUp();
  }

  #drop(): void {
    this.#dropped++;
  }

  #fail(code: CallErrorCode, cause?: unknown): void {
    if (!this.#closed) this.#listener.onFailed(code, cause);
  }
}
