import { type Message, readMessage, utf8 } from "@onecall/protocol";

/** SPEC DATA-1: id and label both sides negotiate out of band. */
const ID = 0;
const LABEL = "control";
/** First byte of a frame that holds a message as JSON. */
const MESSAGE = 1;
const BAD_FRAMES = 20;
const MAX_BYTES = 16_384;

/** More than this waiting to be sent: the line is stuck, and what is added would come too late. */
const STUCK_BYTES = 65_536;

/** Messages the other device may send here; everything else belongs into sealed frames (SPEC DATA-1). */
const CARRIED = ["media", "line", "bye", "offer", "answer", "cand", "restart"] as const;
export type ControlMessage = Extract<Message, { t: (typeof CARRIED)[number] }>;

const isCarried = (message: Message): message is ControlMessage => CARRIED.some((type) => type === message.t);

export interface ControlListener {
  onOpen(): void;
  onMessage(message: ControlMessage): void;
  /** The other device closed its connection, or the channel failed. */
  onClose(): void;
}

/** The control data channel of one peer connection. */
export class ControlChannel {
  readonly #channel: RTCDataChannel;
  #bad = 0;
  #closedHere = false;

  constructor(connection: RTCPeerConnection, listener: ControlListener) {
    const channel = connection.createDataChannel(LABEL, { negotiated: true, id: ID });
    channel.binaryType = "arraybuffer";
    channel.addEventListener("open", () => listener.onOpen());
    channel.addEventListener("close", () => {
      if (!this.#closedHere) listener.onClose();
    });
    channel.addEventListener("message", (event: MessageEvent<unknown>) => {
      const message = read(event.data);
      if (message) listener.onMessage(message);
      else if (++this.#bad >= BAD_FRAMES) this.#closeForGood();
    });
    this.#channel = channel;
  }

  get isOpen(): boolean {
    return this.#channel.readyState === "open";
  }

  /** Resolves when nothing waits to be sent. */
  async drained(): Promise<void> {
    const channel = this.#channel;
    if (channel.readyState !== "open" || channel.bufferedAmount === 0) return;
    await new Promise((done) => channel.addEventListener("bufferedamountlow", done, { once: true }));
  }

  /** Nonsense costs the channel, not the call (SPEC DATA-1). */
  #closeForGood(): void {
    this.#closedHere = true;
    this.#channel.close();
  }

  /** Sends when open and not stuck; false otherwise. */
  send(message: ControlMessage): boolean {
    if (!this.isOpen || this.#channel.bufferedAmount > STUCK_BYTES) return false;
    const body = utf8(JSON.stringify(message));
    const frame = new Uint8Array(1 + body.length);
    frame[0] = MESSAGE;
    frame.set(body, 1);
    if (frame.length > MAX_BYTES) return false;
    this.#channel.send(frame);
    return true;
  }
}

const read = (data: unknown): ControlMessage | undefined => {
  if (!(data instanceof ArrayBuffer) || data.byteLength < 2 || data.byteLength > MAX_BYTES) return undefined;
  const frame = new Uint8Array(data);
  if (frame[0] !== MESSAGE) return undefined;
  try {
    const message = readMessage(new TextDecoder("utf-8", { fatal: true }).decode(frame.subarray(1)));
    return isCarried(message) ? message : undefined;
  } catch {
    return undefined;
  }
};
