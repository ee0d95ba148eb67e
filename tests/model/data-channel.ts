import type { IcePeer } from "./ice-peer.ts";

class Message extends Event {
  readonly data: ArrayBuffer;
  constructor(data: ArrayBuffer) {
    super("message");
    this.data = data;
  }
}

/** A data channel: in order and for certain, or at once or never. */
export class FakeChannel extends EventTarget {
  readonly id: number;
  binaryType = "arraybuffer";
  readyState: RTCDataChannelState = "connecting";
  readonly #connection: IcePeer;
  readonly #isReliable: boolean;
  /** Sent and not known to have arrived. */
  #waiting: ArrayBuffer[] = [];
  #underWay = false;

  constructor(connection: IcePeer, id: number, isReliable: boolean) {
    super();
    this.#connection = connection;
    this.id = id;
    this.#isReliable = isReliable;
  }

  get bufferedAmount(): number {
    return this.#waiting.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  send(data: Uint8Array | DataView): void {
    if (this.readyState !== "open") throw new Error("InvalidStateError");
    const copy = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength).slice().buffer;
    if (this.#isReliable) {
      this.#waiting.push(copy);
      this.flush();
      return;
    }
    const { peer, browser, radio } = this.#connection;
    if (peer && browser.air.carries(this.#connection, peer))
      browser.air.clock.after(radio.latency, () => this.#arrive(peer, copy));
  }

  close(): void {
    this.readyState = "closed";
  }

  opens(): void {
    if (this.readyState !== "connecting") return;
    this.readyState = "open";
    this.#connection.browser.inPage(() => this.dispatchEvent(new Event("open")));
  }

  closedByPeer(): void {
    if (this.readyState === "closed") return;
    this.readyState = "closed";
    this.#connection.browser.inPage(() => this.dispatchEvent(new Event("close")));
  }

  /** Sends what waits, as long as packets get through and acknowledgements come back. */
  flush(): void {
    const { peer, browser, radio } = this.#connection;
    if (this.#underWay || this.#waiting.length === 0 || !peer || this.readyState !== "open") return;
    if (!browser.air.carries(this.#connection, peer) || !browser.air.carries(peer, this.#connection)) return;
    this.#underWay = true;
    const batch = this.#waiting.splice(0);
    browser.air.clock.after(radio.latency, () => {
      this.#underWay = false;
      if (browser.air.carries(this.#connection, peer)) for (const data of batch) this.#arrive(peer, data);
      else this.#waiting.unshift(...batch);
      if (this.#waiting.length === 0)
        browser.inPage(() => this.dispatchEvent(new Event("bufferedamountlow")));
      else this.flush();
    });
  }

  #arrive(peer: IcePeer, data: ArrayBuffer): void {
    const channel = peer.channels.get(this.id);
    if (!channel || peer.isClosed) return;
    // Its side of the association is there as soon as something comes.
    peer.browser.inPage(() => {
      channel.opens();
      if (channel.readyState === "open") channel.dispatchEvent(new Message(data));
    });
  }
}
