import type { Message } from "@onecall/protocol";
import type { RemoteMedia } from "./api.ts";

/** What the other device sends, gathered from its tracks and its own word. */
export class RemoteView implements RemoteMedia {
  readonly stream = new MediaStream();
  microphone = false;
  camera = false;
  #newest = -1;

  /** Takes the device's word; an older word than the last is dropped. True when something changed. */
  told({ n, a, v }: Extract<Message, { t: "media" }>): boolean {
    if (n <= this.#newest) return false;
    this.#newest = n;
    const changed = this.microphone !== a || this.camera !== v;
    this.microphone = a;
    this.camera = v;
    return changed;
  }

  /** Shows the tracks of another connection, or none. Its device counts its words anew. */
  show(connection: RTCPeerConnection | undefined): void {
    for (const track of this.stream.getTracks()) this.stream.removeTrack(track);
    for (const { track } of connection?.getReceivers() ?? []) this.stream.addTrack(track);
    this.#newest = -1;
    if (connection) return;
    this.microphone = false;
    this.camera = false;
  }
}
