import type { Message } from "@onecall/protocol";
import type { LineReport } from "../peer/line-watch.ts";
import type { Line } from "./api.ts";

const GOOD: Line = { here: "good", there: "good" };

/** How well packets travel, gathered from this device's own watch and the other one's word. */
export class LineView {
  readonly #changed: () => void;
  #line = GOOD;
  #isHeard = true;
  #theirs: Line["there"] = "good";

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get line(): Line {
    return this.#line;
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

  /** Another session is in use, or none: what the last one said is over. */
  begin(report: LineReport | undefined): void {
    this.#theirs = "good";
    this.watched(report);
  }

  #show(here: Line["here"]): void {
    // A device that does not hear this one may not be able to say so.
    const there = this.#theirs === "good" && !this.#isHeard && here !== "silent" ? "weak" : this.#theirs;
    if (here === this.#line.here && there === this.#line.there) return;
    this.#line = { here, there };
    this.#changed();
  }
}
