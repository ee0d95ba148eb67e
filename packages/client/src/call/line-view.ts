import type { Message } from "@onecall/protocol";
import type { LineReport } from "../peer/line-watch.ts";
import type { Line } from "./api.ts";

const GOOD: Line = { here: "good", there: "good", picture: "sent" };

/** How well packets travel, gathered from this device's own watch and the other one's word. */
export class LineView {
  readonly #changed: () => void;
  #line = GOOD;
  #isHeard = true;
  #theirs: Line["there"] = "good";
  #picture: Line["picture"] = "sent";

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get line(): Line {
    return this.#line;
  }

  /** Packets come or go nowhere. */
  get isBroken(): boolean {
    return this.#line.here === "silent" || !this.#isHeard;
  }

  /** This device's own watch; undefined: there is no connection to judge. */
  watched(report: LineReport | undefined): void {
    this.#isHeard = report?.isHeard ?? true;
    const here = report?.here ?? "good";
    this.#show(here === "down" ? "silent" : here);
  }

  /** The other device's word. */
  told({ s }: Extract<Message, { t: "line" }>): void {
    this.#theirs = s;
    this.#show(this.#line.here);
  }

  /** Whether the line has room for this device's picture. */
  pictureIs(picture: Line["picture"]): void {
    this.#picture = picture;
    this.#show(this.#line.here);
  }

  /** Another session is in use, or none: what the last one said is over. */
  begin(report: LineReport | undefined, picture: Line["picture"] = "sent"): void {
    this.#theirs = "good";
    this.#picture = picture;
    this.watched(report);
  }

  #show(here: Line["here"]): void {
    // A device that does not hear this one may not be able to say so.
    const there = this.#theirs === "good" && !this.#isHeard && here !== "silent" ? "weak" : this.#theirs;
    const picture = this.#picture;
    const before = this.#line;
    if (here === before.here && there === before.there && picture === before.picture) return;
    this.#line = { here, there, picture };
    this.#changed();
  }
}
