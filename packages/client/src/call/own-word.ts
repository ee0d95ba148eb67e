import type { LocalMedia } from "../media/types.ts";
import type { Line } from "./api.ts";
import type { Sessions } from "./sessions.ts";

/**
 * What this device says about itself, over the data channel only: the other one needs it once packets flow, not before
 * (SPEC MSG-4, DATA-1).
 */
export class OwnWord {
  readonly #sessions: Pick<Sessions, "sendControl">;
  #count = 0;

  constructor(sessions: Pick<Sessions, "sendControl">) {
    this.#sessions = sessions;
  }

  /** What it sends. */
  media({ microphoneOn: a, cameraOn: v, screen }: LocalMedia, { picture }: Pick<Line, "picture">): void {
    const p = picture === "paused" || undefined;
    const s = screen.capture.state === "on";
    this.#sessions.sendControl({ t: "media", n: ++this.#count, a, v, s, p });
  }

  /** How it fares. */
  line({ here }: Line): void {
    this.#sessions.sendControl({ t: "line", n: ++this.#count, s: here === "good" ? "good" : "weak" });
  }

  /** Its page is being left. */
  away(): void {
    this.#sessions.sendControl({ t: "line", n: ++this.#count, s: "away" });
  }
}
