import { type Description, describe, read } from "./description.ts";
import { IcePeer } from "./ice-peer.ts";

class FakeTrack extends EventTarget {
  readonly kind: string;
  readonly muted = false;
  constructor(kind: string) {
    super();
    this.kind = kind;
  }
}

interface Candidate {
  readonly candidate: string;
  readonly sdpMid: string;
  readonly sdpMLineIndex: number;
  readonly usernameFragment: string;
}

class Gathered extends Event {
  readonly candidate: Candidate | null;
  constructor(candidate: Candidate | null) {
    super("icecandidate");
    this.candidate = candidate;
  }
}

class Tracked extends Event {
  readonly track: FakeTrack;
  constructor(track: FakeTrack) {
    super("track");
    this.track = track;
  }
}

const makeTransceiver = (kind: string) => ({
  direction: "recvonly",
  sender: {
    track: null,
    transport: undefined,
    replaceTrack: async (): Promise<void> => undefined,
  },
  receiver: { track: new FakeTrack(kind), isTold: false },
});

const fault = (name: string): Error => Object.assign(new Error(name), { name });

/**
 * An RTCPeerConnection without packets: descriptions, generations, roll-back and candidates as W3C WebRTC 4.4 has them. What
 * becomes of it is the business of {@link IcePeer} and the air.
 */
export class FakeConnection extends IcePeer {
  iceGatheringState: RTCIceGatheringState = "new";
  #local: Description | undefined;
  #remote: Description | undefined;
  /** What a roll-back comes back to. */
  #kept: { readonly local: Description | undefined; readonly remote: Description | undefined } | undefined;
  #wantsRestart = false;
  #count = 0;
  #operations: Promise<unknown> = Promise.resolve();
  readonly #transceivers: ReturnType<typeof makeTransceiver>[] = [];

  get localDescription() {
    return this.#local ?? null;
  }
  get remoteDescription() {
    return this.#remote ?? null;
  }
  get currentRemoteDescription() {
    return this.agreed?.remote ?? null;
  }

  setConfiguration(): void {}
  getTransceivers = () => this.#transceivers;
  getSenders = () => this.#transceivers.map(({ sender }) => sender);
  getReceivers = () => this.#transceivers.map(({ receiver }) => receiver);
  addTransceiver(kind: string): void {
    this.#transceivers.push(makeTransceiver(kind));
  }

  restartIce(): void {
    this.#wantsRestart = true;
    this.#negotiate();
  }

  createOffer({ iceRestart = false }: RTCOfferOptions = {}): Promise<Description> {
    return this.#inTurn(() => this.#describe("offer", iceRestart));
  }

  createAnswer(): Promise<Description> {
    return this.#inTurn(() => this.#describe("answer", false));
  }

  setLocalDescription(description?: RTCSessionDescriptionInit): Promise<void> {
    return this.#inTurn(() => {
      if (description?.type === "rollback") return this.#rollBack();
      const type = this.signalingState === "have-remote-offer" ? "answer" : "offer";
      this.#applyLocal(description ? read(description) : this.#describe(type, false));
    });
  }

  setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    return this.#inTurn(() => this.#applyRemote(read(description)));
  }

  addIceCandidate({ candidate = "", usernameFragment }: RTCIceCandidateInit): Promise<void> {
    return this.#inTurn(() => {
      this.browser.onRemoteCandidate();
      const ufrag = usernameFragment ?? this.#remote?.ufrag;
      if (!ufrag || (ufrag !== this.#remote?.ufrag && ufrag !== this.agreed?.remote.ufrag))
        throw fault("OperationError");
      const address = /^candidate:\d+ 1 udp \d+ 20\.0\.0\.1 (\d+) typ host/.exec(candidate)?.[1];
      if (address !== undefined) this.learns(ufrag, Number(address));
    });
  }

  /** One operation after the other (W3C WebRTC 4.4.1.2), each of which takes a moment. */
  #inTurn<T>(run: () => T): Promise<T> {
    const { air, inPage } = this.browser;
    const turn = this.#operations.then(async () => {
      await air.clock.wait(air.random.between(0, 4));
      // A closed connection never answers (W3C WebRTC 4.4.1.2), nor does a page that is gone.
      if (this.isClosed) await new Promise(() => undefined);
      await new Promise<void>((awake) => inPage(awake));
      return run();
    });
    this.#operations = turn.catch(() => undefined);
    return turn;
  }

  #describe(type: "offer" | "answer", iceRestart: boolean): Description {
    const before =
      this.agreed?.local ?? (this.signalingState === "have-local-offer" ? this.#local : undefined);
    const isAsked = type === "answer" && this.#remote?.ufrag !== this.agreed?.remote.ufrag;
    const isNew = !before || iceRestart || isAsked || (type === "offer" && this.#wantsRestart);
    const ufrag = isNew ? `u${this.browser.air.random.between(1e8, 1e9)}x${++this.#count}` : before.ufrag;
    return describe(type, ufrag, { fingerprint: this.fingerprint, isFirefox: !this.browser.fails });
  }

  #applyLocal(description: Description): void {
    const isOffer = description.type === "offer";
    const from: readonly RTCSignalingState[] = isOffer
      ? ["stable", "have-local-offer"]
      : ["have-remote-offer"];
    if (!from.includes(this.signalingState)) throw fault("InvalidStateError");
    if (this.signalingState === "stable") this.#keep();
    const isNew = description.ufrag !== this.agreed?.local.ufrag;
    this.#local = description;
    if (isOffer) {
      this.signalingState = "have-local-offer";
      if (isNew) this.looksAgain();
    } else {
      // New credentials are what the restart wanted, whoever offered them (W3C WebRTC 4.4.1.5).
      if (isNew) this.#wantsRestart = false;
      this.#settle();
    }
    if (isNew) this.#gather(description);
  }

  #applyRemote(description: Description): void {
    if (description.type === "offer") {
      if (this.signalingState === "have-local-offer") this.#rollBack();
      if (this.signalingState === "stable") this.#keep();
      this.signalingState = "have-remote-offer";
      this.#remote = description;
      if (this.#transceivers.length === 0) for (const kind of ["audio", "video"]) this.addTransceiver(kind);
    } else {
      if (this.signalingState !== "have-local-offer") throw fault("InvalidStateError");
      this.#remote = description;
      this.#wantsRestart = false;
      this.#settle();
    }
    this.#receiveTracks();
  }

  /** From its first description on the other side may send (W3C WebRTC 5.1). */
  #receiveTracks(): void {
    for (const { receiver } of this.#transceivers) {
      if (receiver.isTold) continue;
      receiver.isTold = true;
      this.dispatchEvent(new Tracked(receiver.track));
    }
  }

  #keep(): void {
    this.#kept = { local: this.#local, remote: this.#remote };
  }

  #rollBack(): void {
    if (this.signalingState !== "have-local-offer") throw fault("InvalidStateError");
    this.signalingState = "stable";
    this.#local = this.#kept?.local;
    this.#remote = this.#kept?.remote;
    this.#negotiate();
  }

  #settle(): void {
    const [local, remote] = [this.#local, this.#remote];
    this.signalingState = "stable";
    if (local && remote) this.agree({ local, remote });
    this.#negotiate();
  }

  #gather({ ufrag }: Description): void {
    const { air, inPage } = this.browser;
    const candidate = `candidate:1 1 udp 2113937151 20.0.0.1 ${this.radio.address} typ host`;
    this.gathers(ufrag);
    this.#gathering("gathering");
    air.clock.after(air.random.between(5, 60), () =>
      inPage(() => {
        if (this.isClosed) return;
        this.dispatchEvent(
          new Gathered({ candidate, sdpMid: "0", sdpMLineIndex: 0, usernameFragment: ufrag }),
        );
        this.#gathering("complete");
        this.dispatchEvent(new Gathered(null));
      }),
    );
  }

  #gathering(state: RTCIceGatheringState): void {
    this.iceGatheringState = state;
    this.dispatchEvent(new Event("icegatheringstatechange"));
  }

  /** Tells that something is to be negotiated, if it still is once all that is under way is done. */
  #negotiate(): void {
    if (!this.#wantsRestart) return;
    this.browser.air.clock.after(0, () =>
      this.browser.inPage(() => {
        if (this.#wantsRestart && this.signalingState === "stable")
          this.dispatchEvent(new Event("negotiationneeded"));
      }),
    );
  }
}
