interface Packet {
  /** Bytes. */
  readonly length: number;
}

/** Sends packets one after the other, each for as long as it takes at the rate. Knows no clock. */
export class Serializer<P extends Packet> {
  /** Bit/ms. */
  #rate: number;
  readonly #packets: P[] = [];
  /** When the first one is sent. */
  #sent = Number.POSITIVE_INFINITY;
  /** Bits of all the others. */
  #behind = 0;

  /** @param rate bit/s */
  constructor(rate: number) {
    this.#rate = rate / 1000;
  }

  /** From now on; the one being sent too. */
  setRate(now: number, rate: number): void {
    const before = this.#rate;
    this.#rate = rate / 1000;
    if (this.#packets.length > 0) this.#sent = now + ((this.#sent - now) * before) / this.#rate;
  }

  /** How long one that comes now would wait for its turn, in ms. */
  waiting(now: number): number {
    return this.#packets.length === 0 ? 0 : this.#sent - now + this.#behind / this.#rate;
  }

  push(now: number, packet: P): void {
    this.#packets.push(packet);
    if (this.#packets.length === 1) this.#sent = now + this.#duration(packet);
    else this.#behind += 8 * packet.length;
  }

  /** When the first one is sent; `Infinity` when there is none. */
  next(): number {
    return this.#sent;
  }

  /** Takes away the first one, which is sent. */
  shift(): P {
    const packet = this.#packets.shift();
    if (!packet) throw new RangeError("Nothing is being sent.");
    const [first] = this.#packets;
    this.#sent = first ? this.#sent + this.#duration(first) : Number.POSITIVE_INFINITY;
    this.#behind -= first ? 8 * first.length : 0;
    return packet;
  }

  /** Throws all away and says how many they were. */
  clear(): number {
    this.#sent = Number.POSITIVE_INFINITY;
    this.#behind = 0;
    return this.#packets.splice(0).length;
  }

  #duration(packet: P): number {
    return (8 * packet.length) / this.#rate;
  }
}
