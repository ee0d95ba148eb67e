import {
  type Bytes,
  type CheckCode,
  type IceServer,
  type Message,
  ProtocolError,
  type SealedSession,
} from "@onecall/protocol";
import type { ControlMessage } from "../data/control-channel.ts";
import { readers } from "../data/readers.ts";
import type { PageEvent } from "../environment.ts";
import type { CallErrorCode } from "../errors.ts";
import type { Negotiating } from "../peer/carrier.ts";
import type { AcceptProof } from "../peer/consent.ts";
import type { LineReport } from "../peer/line-watch.ts";
import type { LocalTracks } from "../peer/local-tracks.ts";
import type { CallPath } from "../peer/path.ts";
import { PeerLink } from "../peer/peer-link.ts";
import { Mailbox } from "./mailbox.ts";
import type { SessionOptions, SessionPeer } from "./session-owner.ts";

/** What one finished handshake gives a session. */
interface Established {
  readonly sealed: SealedSession;
  readonly checkCode: CheckCode;
}

/**
 * One handshake, the sealed messages after it, and the peer connection they make. Messages are handled one after the
 * other and sent in the order of the calls.
 */
export abstract class Session {
  abstract readonly role: "host" | "guest";
  abstract readonly sid: string;
  /** Host: the server's handle of the guest; it may become another (SPEC ADMIT-4). */
  abstract handle: number | undefined;
  /** Guest: the KNOCK message, for the server to keep until the host's device answers. */
  readonly knock: Bytes | undefined;
  protected readonly options: SessionOptions;
  protected link: PeerLink | undefined;
  protected established: Established | undefined;
  #peer: SessionPeer | undefined;
  readonly #mailbox: Mailbox;
  #inbox: Promise<void> = Promise.resolve();
  #closed = false;
  #opened = false;
  #heard = 0;
  #newestMedia = -1;
  #newestLine = -1;
  #gone = false;
  #hasFailed = false;

  constructor(options: SessionOptions) {
    this.options = options;
    this.#mailbox = this.#makeMailbox();
  }

  /** Once proven. */
  get peer(): SessionPeer | undefined {
    return this.#peer;
  }
  get checkCode(): CheckCode | undefined {
    return this.established?.checkCode;
  }
  /** How many messages of the other device brought this session on. */
  get heard(): number {
    return this.#heard;
  }
  /** Both said yes. */
  get isOpen(): boolean {
    return this.#opened;
  }
  protected get isClosed(): boolean {
    return this.#closed;
  }
  /** The other device closed its side of the connection: only a new handshake brings it back. */
  get isGone(): boolean {
    return this.#gone;
  }
  get connection(): RTCPeerConnection | undefined {
    return this.link?.connection;
  }
  /** How packets travel; undefined while nothing is known. */
  get path(): CallPath | undefined {
    return this.link?.path;
  }
  /** What arrives here, and whether this device is heard; undefined before there is a connection. */
  get line(): LineReport | undefined {
    return this.link?.line;
  }

  /** Whether the line has room for this device's picture. */
  get picture(): "sent" | "paused" {
    return this.link?.picture ?? "sent";
  }

  /** Host: says HELLO again while no REVEAL came (SPEC HS-11). */
  answerAgain?(): void;

  /** Guest: whether this HELLO is the very one that was answered (SPEC HS-11). */
  hasAnswered(_hello: Bytes): boolean {
    return false;
  }

  /** Takes a handshake message or frame of this session. */
  receive(bytes: Bytes): void {
    this.#inbox = this.#inbox.then(async () => {
      if (this.#closed) return;
      try {
        if (this.established && this.#peer) {
          await this.#mailbox.receive(this.established.sealed, bytes);
        } else if (!(await this.handshake(bytes))) return;
        this.#heard++;
      } catch (error) {
        this.#failed(error);
      }
    });
  }

  /** As {@link Mailbox.send}. */
  send(message: Message): void {
    this.#mailbox.send(message);
  }

  /** As {@link Mailbox.reconnected}, once the other device proved its key. */
  sync(): void {
    if (this.#peer) this.#mailbox.reconnected();
  }

  /** Both said yes: attaches tracks and releases candidates; returns those gathered so far. */
  protected openLink(proof: AcceptProof) {
    if (!this.link) throw new Error("session opened before its handshake was done");
    this.#opened = true;
    return this.link.open(proof, this.options.tracks());
  }

  /** Sends these tracks from now on, if both said yes. */
  setTracks(tracks: LocalTracks): void {
    this.link?.setTracks(tracks);
  }

  /** Other STUN and TURN servers from the next ICE restart on. */
  setServers(servers: readonly IceServer[]): void {
    this.link?.setServers(servers);
  }

  /** Something happened that may heal the connection, or break it. */
  nudge(event: PageEvent | "signalling"): void {
    this.link?.nudge(event);
  }

  /** Sends over the data channel; false while it is not open. */
  sendControl(message: ControlMessage): boolean {
    return this.link?.sendControl(message) ?? false;
  }

  /** Resolves when everything sent so far was handed to signalling. */
  flush(): Promise<void> {
    return this.#mailbox.flush();
  }

  /** Resolves when the data channel has handed everything to the network. */
  drained(): Promise<void> {
    return this.link?.drained() ?? Promise.resolve();
  }

  close(): void {
    this.#closed = true;
    this.link?.close();
  }

  /** A message of the handshake, in order; false when nothing can follow it, as what should come before is lost. */
  protected abstract handshake(bytes: Bytes): Promise<boolean>;
  /** ACCEPT, which only the guest may receive. */
  protected abstract accepted(message: Extract<Message, { t: "accept" }>): void;

  protected fail(code: CallErrorCode): void {
    if (this.#closed || this.#hasFailed) return;
    this.#hasFailed = true;
    this.options.listener.onFailed(this, code);
  }

  /** The handshake is done: makes the peer connection, pinned to the fingerprint the other device signed. */
  protected establish(established: Established, peer: SessionPeer, fingerprint: Bytes) {
    const { listener } = this.options;
    this.established = established;
    this.#peer = peer;
    this.link = new PeerLink(
      { ...this.options, fingerprint, sid: this.sid, role: this.role },
      {
        onSend: (message) => this.send(message),
        onSendIfRoom: (message) => this.#mailbox.sendIfRoom(message),
        onState: (state) => {
          this.#gone ||= state === "closed";
          listener.onLink(this, state === "up" ? "up" : "down");
        },
        onTrack: (track) => listener.onTrack(this, track),
        onControl: (message) => this.#onControl(message),
        onControlOpen: () => listener.onControlOpen(this),
        onPath: () => listener.onPath(this),
        onLine: () => listener.onLine(this),
        onPicture: () => listener.onPicture(this),
        onStuck: () => listener.onStuck(this),
        onTrouble: (code) => listener.onTrouble(this, code),
        onFailed: (code, cause) => this.fail(cause instanceof ProtocolError ? cause.code : code),
      },
    );
    listener.onConnection(this.link.connection, readers);
    return this.link;
  }

  #makeMailbox(): Mailbox {
    const session = this;
    return new Mailbox({
      get sealed() {
        return session.established?.sealed;
      },
      get isClosed() {
        return session.#closed;
      },
      get isOpen() {
        return session.#opened;
      },
      now: () => this.options.environment.now(),
      post: (bytes) => this.options.listener.onFrame(this, bytes),
      take: (message) => this.#onMessage(message),
      onFailed: (error) => this.#failed(error),
    });
  }

  #failed(error: unknown): void {
    this.fail(error instanceof ProtocolError ? error.code : "peer-connection");
  }

  async #onMessage(message: Message): Promise<void> {
    const { listener } = this.options;
    switch (message.t) {
      case "offer":
      case "answer":
      case "cand":
      case "restart":
        // Once both said yes each is dealt with in its turn; behind an old one there may be a newer one already.
        if (this.#opened) void this.link?.receive(message);
        else await this.link?.receive(message);
        return;
      case "accept":
        return this.accepted(message);
      case "deny":
        return listener.onDenied(this, message);
      case "bye":
        return listener.onBye(this);
      case "media":
        return this.#onMedia(message);
      case "line":
        return this.#onTheirLine(message);
    }
  }

  #onControl(message: Exclude<ControlMessage, Negotiating>): void {
    if (message.t === "bye") this.options.listener.onBye(this);
    else if (message.t === "line") this.#onTheirLine(message);
    else this.#onMedia(message);
  }

  /** An older word than the last is no news (SPEC MSG-4). */
  #onMedia(media: Extract<Message, { t: "media" }>): void {
    if (media.n <= this.#newestMedia) return;
    this.#newestMedia = media.n;
    this.options.listener.onMedia(this, media);
  }

  #onTheirLine(line: Extract<Message, { t: "line" }>): void {
    if (line.n <= this.#newestLine) return;
    this.#newestLine = line.n;
    this.options.listener.onTheirLine(this, line);
  }
}
