import type { Message } from "@onecall/protocol";
import type { RemoteMedia } from "./api.ts";

/** What the other device sends, gathered from its tracks and its own word. */
export class RemoteView implements RemoteMedia {
  readonly stream = new MediaStream();
  readonly #changed: () => void;
  #microphone = false;
  #camera = false;
  #paused = false;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get microphone(): boolean {
    return this.#microphone;
  }
  get camera(): boolean {
    return this.#camera;
  }
  get paused(): boolean {
    return this.#paused;
  }

  /** Takes the device's word. */
  told({ a, v, p }: Extract<Message, { t: "media" }>): void {
    this.#microphone = a;
    this.#camera = v;
    this.#paused = v && p === true;
    this.#changed();
  }

  /** Shows the tracks of another connection, or none. */
  show(connection: RTCPeerConnection | undefined): void {
    const tracks = connection?.getReceivers().map(({ track }) => track) ?? [];
    for (const track of this.stream.getTracks()) if (!tracks.includes(track)) this.stream.removeTrack(track);
    for (const track of tracks) this.stream.addTrack(track);
    if (!connection) {
      this.#microphone = false;
      this.#camera = false;
      this.#paused = false;
    }
    this.#changed();
  }
}
