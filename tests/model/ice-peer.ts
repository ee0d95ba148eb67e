import type { Air, Pair, Radio } from "./air.ts";
import { FakeChannel } from "./data-channel.ts";
import type { Description } from "./description.ts";

/** What a page's peer connections have in common. */
export interface Browser {
  readonly air: Air;
  radio(): Radio;
  /** Gives up a connection for good after 15 s; the others go on for ever. */
  readonly fails: boolean;
  /** The camera or the microphone is on. */
  readonly sends: boolean;
  inPage(run: () => void): void;
  /** A candidate of the other device was used: both must have said yes. */
  onRemoteCandidate(): void;
}

/** What both sides said of one ICE generation. */
interface Agreed {
  readonly local: Description;
  readonly remote: Description;
}

/** One end of a way between two devices: what ICE, DTLS and SCTP know of it. */
export class IcePeer extends EventTarget {
  readonly browser: Browser;
  readonly fingerprint: string;
  signalingState: RTCSignalingState = "stable";
  connectionState: RTCPeerConnectionState = "new";
  /** In force on both sides. */
  agreed: Agreed | undefined;
  pair: Pair | undefined;
  /** The one it is connected with, or was last. */
  peer: IcePeer | undefined;
  silentSince: number | undefined;
  /** This generation failed: only a new one can connect. */
  isSpent = false;
  readonly channels = new Map<number, FakeChannel>();
  /** Where the other device may be found, by generation. */
  readonly #known = new Map<string, Set<number>>();
  /** Where this device was when it gathered its own candidates, by generation. */
  readonly #own = new Map<string, number>();
  #bytes = 0;
  #countedAt = 0;

  constructor(browser: Browser, configuration: RTCConfiguration) {
    super();
    this.browser = browser;
    this.fingerprint = configuration.certificates?.[0]?.getFingerprints()[0]?.value ?? "";
    browser.air.add(this);
  }

  get radio(): Radio {
    return this.browser.radio();
  }
  get isClosed(): boolean {
    return this.signalingState === "closed";
  }
  /** Checks are made, or should be answered. */
  get isChecking(): boolean {
    return this.agreed !== undefined && !this.isClosed && !this.isSpent;
  }
  /** Its candidates are of the network it is in. */
  get isAtHome(): boolean {
    return this.#own.get(this.agreed?.local.ufrag ?? "") === this.radio.address;
  }

  createDataChannel(_label: string, { id = 0, maxRetransmits }: RTCDataChannelInit): FakeChannel {
    const channel = new FakeChannel(this, id, maxRetransmits === undefined);
    this.channels.set(id, channel);
    return channel;
  }

  async getStats(): Promise<Map<string, object>> {
    const { now } = this.browser.air.clock;
    const came = this.peer?.browser.air.carries(this.peer, this) ? 100 * (now - this.#countedAt) : 0;
    this.#bytes += came;
    this.#countedAt = now;
    const pair = { type: "candidate-pair", state: "succeeded", nominated: true, selected: true };
    const ends = { localCandidateId: "local", remoteCandidateId: "remote" };
    const count = this.peer?.browser.sends ? this.#bytes : 0;
    const video = { type: "inbound-rtp", kind: "video", packetsReceived: count, framesDecoded: count };
    return new Map<string, object>([
      ["pair", { ...pair, ...ends, bytesReceived: this.#bytes, currentRoundTripTime: 0.05 }],
      ["local", { type: "local-candidate", candidateType: "host" }],
      ["remote", { type: "remote-candidate", candidateType: "host" }],
      ["video", { ...video, packetsLost: 0, bytesReceived: count }],
    ]);
  }

  close(): void {
    if (this.isClosed) return;
    const { peer } = this;
    const tells = peer !== undefined && this.browser.air.carries(this, peer);
    this.end();
    // DTLS says good-bye, if it can.
    if (!tells) return;
    this.browser.air.clock.after(this.radio.latency, () => {
      for (const channel of peer.channels.values()) channel.closedByPeer();
    });
  }

  /** Ends without a word, as with a page that crashed. */
  end(): void {
    this.signalingState = "closed";
    this.connectionState = "closed";
    for (const channel of this.channels.values()) channel.close();
    this.browser.air.remove(this);
  }

  knowsAddressOf(other: IcePeer): boolean {
    return this.#known.get(this.agreed?.remote.ufrag ?? "")?.has(other.radio.address) ?? false;
  }

  /** Checks are answered. */
  works(): void {
    this.silentSince = undefined;
    if (this.connectionState === "connected") return;
    this.becomes("connected");
    for (const channel of this.channels.values()) channel.opens();
  }

  falters(): void {
    if (this.connectionState === "connected") this.becomes("disconnected");
  }

  fails(): void {
    if (!this.browser.fails && this.peer) return;
    this.isSpent = true;
    this.pair = undefined;
    this.becomes("failed");
  }

  /** What waited in the data channels goes out. */
  flush(): void {
    for (const channel of this.channels.values()) channel.flush();
  }

  protected becomes(state: RTCPeerConnectionState): void {
    if (this.isClosed || this.connectionState === state) return;
    this.connectionState = state;
    this.browser.inPage(() => {
      if (!this.isClosed) this.dispatchEvent(new Event("connectionstatechange"));
    });
  }

  protected learns(ufrag: string, address: number): void {
    const known = this.#known.get(ufrag) ?? new Set();
    this.#known.set(ufrag, known.add(address));
    this.browser.air.changed();
  }

  /** After a restart, even one that nobody heard of, Chromium gives up only later (docs/decisions/0005). */
  protected looksAgain(): void {
    if (this.browser.fails && this.silentSince !== undefined) this.silentSince = this.browser.air.clock.now;
  }

  /** This device's own candidates of a generation are those of the network it is in now. */
  protected gathers(ufrag: string): void {
    this.#own.set(ufrag, this.radio.address);
  }

  protected agree(agreed: Agreed): void {
    const isNew =
      this.agreed?.local.ufrag !== agreed.local.ufrag || this.agreed.remote.ufrag !== agreed.remote.ufrag;
    this.agreed = agreed;
    if (isNew) {
      this.isSpent = false;
      this.silentSince = undefined;
      if (this.connectionState === "new" || this.connectionState === "failed") this.becomes("connecting");
    }
    this.browser.air.changed();
  }
}
