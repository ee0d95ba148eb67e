/** A data channel whose other end is the test. */
export class FakeChannel extends EventTarget {
  readyState: RTCDataChannelState = "connecting";
  bufferedAmount = 0;
  binaryType = "blob";
  readonly sent: Uint8Array[] = [];
  /** Called with everything that is sent. */
  onSend: (frame: Uint8Array) => void = () => {};

  open(): void {
    this.readyState = "open";
    this.dispatchEvent(new Event("open"));
  }

  send(frame: Uint8Array | DataView): void {
    if (this.readyState !== "open") throw new Error("InvalidStateError");
    const { buffer, byteOffset, byteLength } = frame;
    const bytes = new Uint8Array(buffer, byteOffset, byteLength).slice();
    this.sent.push(bytes);
    this.onSend(bytes);
  }

  close(): void {
    this.readyState = "closed";
    this.dispatchEvent(new Event("close"));
  }

  /** Something comes from the other end. */
  receive(data: unknown): void {
    if (this.readyState === "open") this.dispatchEvent(new MessageEvent("message", { data }));
  }
}

/** A connection that has nothing but this channel, and how the channel was asked for. */
export const connectionWith = (channel: FakeChannel) => {
  const asked: [label: string, init: RTCDataChannelInit | undefined][] = [];
  const connection = {
    createDataChannel: (label: string, init?: RTCDataChannelInit) => {
      asked.push([label, init]);
      return channel;
    },
  };
  // Only what a channel of the product needs of its connection is there.
  return { connection: connection as unknown as RTCPeerConnection, asked };
};
