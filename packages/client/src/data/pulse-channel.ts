/** SPEC DATA-2: id and label both sides negotiate out of band. */
const ID = 3;
const LABEL = "pulse";
const TYPE = 2;
/** Type, number of the pulse, number of the newest one heard. */
const LENGTH = 9;
const BAD_PULSES = 20;
const NEWEST = 2 ** 32 - 1;

/** The heartbeat of one peer connection: small, unordered, never sent again, so that a late one says nothing wrong. */
export class PulseChannel {
  readonly #channel: RTCDataChannel;
  #sent = 0;
  #heard = 0;
  #acknowledged = 0;
  #bad = 0;

  /** `onPulse`: one came that is newer than all before. */
  constructor(connection: RTCPeerConnection, onPulse: () => void) {
    const channel = connection.createDataChannel(LABEL, {
      negotiated: true,
      id: ID,
      ordered: false,
      maxRetransmits: 0,
    });
    channel.binaryType = "arraybuffer";
    channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      const pulse = readPulse(data);
      if (!pulse || pulse.q > this.#sent) {
        // Nonsense costs the channel, not the call (SPEC DATA-1).
        if (++this.#bad >= BAD_PULSES) channel.close();
        return;
      }
      this.#acknowledged = Math.max(this.#acknowledged, pulse.q);
      if (pulse.n <= this.#heard) return;
      this.#heard = pulse.n;
      onPulse();
    });
    this.#channel = channel;
  }

  /** How many of this device's pulses the other one heard at least. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** Sends the next pulse, if the channel is open and not stuck. */
  beat(): void {
    const channel = this.#channel;
    // What waits already says the same, later.
    if (channel.readyState !== "open" || channel.bufferedAmount > 0 || this.#sent === NEWEST) return;
    const frame = new DataView(new ArrayBuffer(LENGTH));
    frame.setUint8(0, TYPE);
    frame.setUint32(1, ++this.#sent);
    frame.setUint32(5, this.#heard);
    channel.send(frame);
  }
}

/** Undefined for anything that is no pulse. */
export const readPulse = (data: unknown): { readonly n: number; readonly q: number } | undefined => {
  if (!(data instanceof ArrayBuffer) || data.byteLength !== LENGTH) return undefined;
  const frame = new DataView(data);
  const n = frame.getUint32(1);
  return frame.getUint8(0) === TYPE && n > 0 ? { n, q: frame.getUint32(5) } : undefined;
};
