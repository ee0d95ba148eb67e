import type { ProcessedTrack, TrackProcessor } from "./types.ts";

interface CapturedTrackOptions {
  /** The device went away, or was taken back by the person: never called after {@link CapturedTrack.stop}. */
  readonly onEnded: () => void;
  /** The system holds the device back, or no longer. */
  readonly onHeld: () => void;
}

/** What one device gives, and what its processor makes of it. */
export class CapturedTrack {
  readonly captured: MediaStreamTrack;
  #processed: ProcessedTrack | undefined;
  /** Grows with everything that makes a processor come too late. */
  #turn = 0;
  #stopped = false;

  constructor(captured: MediaStreamTrack, options: CapturedTrackOptions) {
    this.captured = captured;
    captured.addEventListener("ended", () => !this.#stopped && options.onEnded());
    captured.addEventListener("mute", () => options.onHeld());
    captured.addEventListener("unmute", () => options.onHeld());
  }

  /** The track to show and to send. */
  get shown(): MediaStreamTrack {
    return this.#processed?.track ?? this.captured;
  }

  set enabled(enabled: boolean) {
    this.captured.enabled = enabled;
    if (this.#processed) this.#processed.track.enabled = enabled;
  }

  /**
   * Sends it through `processor` from now on, or through none. A processor that fails leaves it as it was. Resolves with false when
   * it came too late to matter.
   */
  async process(processor: TrackProcessor | undefined): Promise<boolean> {
    const turn = ++this.#turn;
    let next: ProcessedTrack | undefined;
    try {
      next = await processor?.(this.captured);
    } catch {
      return turn === this.#turn;
    }
    if (turn !== this.#turn) {
      next?.stop();
      return false;
    }
    this.#processed?.stop();
    this.#processed = next;
    this.enabled = this.captured.enabled;
    return true;
  }

  /** Lets the device go. */
  stop(): void {
    this.#stopped = true;
    this.#turn++;
    this.captured.stop();
    this.#processed?.stop();
  }
}
