import type { Message } from "@onecall/protocol";
import { sectionsOf } from "../peer/media-sections.ts";
import type { RemoteMedia } from "./api.ts";

/** Makes `stream` hold these tracks and no others. */
const hold = (stream: MediaStream, ...tracks: readonly (MediaStreamTrack | undefined)[]): void => {
  for (const track of stream.getTracks()) if (!tracks.includes(track)) stream.removeTrack(track);
  for (const track of tracks) if (track) stream.addTrack(track);
};

/** What the other device sends, gathered from its tracks and its own word. */
export class RemoteView implements RemoteMedia {
  readonly stream = new MediaStream();
  readonly #screenStream = new MediaStream();
  readonly #changed: () => void;
  #microphone = false;
  #camera = false;
  #paused = false;
  #shares = false;

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
  get screen(): MediaStream | null {
    return this.#shares && this.#screenStream.getVideoTracks().length > 0 ? this.#screenStream : null;
  }

  /** Takes the device's word. */
  told({ a, v, s, p }: Extract<Message, { t: "media" }>): void {
    this.#microphone = a;
    this.#camera = v;
    this.#paused = v && p === true;
    this.#shares = s;
    this.#changed();
  }

  /** Shows the tracks of another connection, or none. */
  show(connection: RTCPeerConnection | undefined): void {
    const sections = sectionsOf(connection?.getTransceivers() ?? []);
    const { microphone, camera, screen, screenSound } = sections;
    hold(this.stream, microphone?.receiver.track, camera?.receiver.track);
    hold(this.#screenStream, screen?.receiver.track, screenSound?.receiver.track);
    if (!connection) {
      this.#microphone = false;
      this.#camera = false;
      this.#paused = false;
      this.#shares = false;
    }
    this.#changed();
  }
}
