/** SPEC DATA-3: pieces of nonsense a channel survives. */
const BAD_FRAMES = 20;
/** SPEC DATA-3: what one channel may bring in a second; that much at once, too. */
const FRAMES_PER_SECOND = 50;
const BYTES_PER_SECOND = 1_048_576;
/** Largest frame, bytes: what every browser carries in one piece (RFC 8841 6.1). */
const MAX_BYTES = 16_384;

export interface LaneOptions {
  /** Id and label both sides negotiate out of band (SPEC DATA-3). */
  readonly id: number;
  readonly label: string;
  /** `false`: what comes is not counted against the rate; the owner bounds it another way. */
  readonly limited: boolean;
  /** Milliseconds; only differences count. */
  now(): number;
}

export interface LaneListener {
  /** The connection in use can carry frames: the first one, or another that took its place. */
  onOpen(): void;
  /** False: it was nonsense. */
  onFrame(frame: Uint8Array<ArrayBuffer>): boolean;
  /** What waits to be sent fell to the threshold of {@link Lane.lowAt}. */
  onLow?(): void;
}

/** Tokens for what may come, refilled with time. */
class Allowance {
  readonly #perSecond: number;
  #left: number;
  #at: number;

  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond;
    this.#left = perSecond;
    this.#at = now;
  }

  takes(amount: number, now: number): boolean {
    const passed = Math.max(0, now - this.#at);
    this.#left = Math.min(this.#perSecond, this.#left + (passed * this.#perSecond) / 1_000);
    this.#at = now;
    if (this.#left < amount) return false;
    this.#left -= amount;
    return true;
  }
}

/**
 * One kind of data of a call, whichever connection carries it: a reliable, ordered channel on each peer connection
 * (SPEC DATA-3). Sends by the connection in use and listens to all, since the other device may put the next one in use first.
 */
export class Lane {
  readonly #options: LaneOptions;
  readonly #listener: LaneListener;
  readonly #channels = new Map<RTCPeerConnection, RTCDataChannel>();
  #current: RTCPeerConnection | undefined;
  #toldOpen: RTCDataChannel | undefined;
  #lowAt = 0;
  #refused = 0;

  constructor(options: LaneOptions, listener: LaneListener) {
    this.#options = options;
    this.#listener = listener;
  }

  /** Opens the channel on `connection`, before its description is made. */
  add(connection: RTCPeerConnection): void {
    const { id, label, now } = this.#options;
    const channel = connection.createDataChannel(label, { negotiated: true, id });
    channel.binaryType = "arraybuffer";
    channel.bufferedAmountLowThreshold = this.#lowAt;
    const frames = new Allowance(FRAMES_PER_SECOND, now());
    const bytes = new Allowance(BYTES_PER_SECOND, now());
    let bad = 0;
    channel.addEventListener("open", () => this.#tellOpen());
    channel.addEventListener("bufferedamountlow", () => {
      if (channel === this.#channel) this.#listener.onLow?.();
    });
    channel.addEventListener("close", () => this.#channels.delete(connection));
    channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      if (channel.readyState !== "open") return;
      const size = data instanceof ArrayBuffer ? data.byteLength : 0;
      const isFrame = data instanceof ArrayBuffer && size > 0 && size <= MAX_BYTES;
      const inRate = !this.#options.limited || (frames.takes(1, now()) && bytes.takes(size, now()));
      if (isFrame && inRate && this.#listener.onFrame(new Uint8Array(data))) return;
      this.#refused++;
      // Nonsense costs the channel, not the call.
      if (++bad >= BAD_FRAMES) channel.close();
    });
    this.#channels.set(connection, channel);
  }

  /** The connection in use is another one now, or none. */
  use(connection: RTCPeerConnection | undefined): void {
    this.#current = connection;
    this.#tellOpen();
  }

  get isOpen(): boolean {
    return this.#channel?.readyState === "open";
  }

  /** Bytes that wait to be sent by the connection in use. */
  get bufferedAmount(): number {
    return this.#channel?.bufferedAmount ?? 0;
  }

  /** How many frames were nonsense or too many. */
  get refused(): number {
    return this.#refused;
  }

  /** `onLow` comes when no more than so many bytes wait. */
  lowAt(bytes: number): void {
    this.#lowAt = bytes;
    for (const channel of this.#channels.values()) channel.bufferedAmountLowThreshold = bytes;
  }

  /** Sends `frame` (1 to 16,384 bytes); false when no connection carries it now. */
  send(frame: Uint8Array<ArrayBuffer>): boolean {
    const channel = this.#channel;
    if (channel?.readyState !== "open" || frame.length > MAX_BYTES) return false;
    try {
      channel.send(frame);
      return true;
    } catch {
      // Its buffer is full (W3C WebRTC 6.2): as good as a connection that carries nothing.
      return false;
    }
  }

  get #channel(): RTCDataChannel | undefined {
    return this.#current && this.#channels.get(this.#current);
  }

  #tellOpen(): void {
    const channel = this.#channel;
    if (channel?.readyState !== "open" || channel === this.#toldOpen) return;
    this.#toldOpen = channel;
    this.#listener.onOpen();
  }
}
