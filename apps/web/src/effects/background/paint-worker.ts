import { type Budget, firstBudget, LEVELS, type Level, nextBudget } from "./effect-budget.ts";
import type { FromWorker, PictureStreams, ToWorker } from "./messages.ts";
import { Painter } from "./painter.ts";
import { PersonFinder } from "./person-finder.ts";

/** ms between pictures where this worker is the clock. */
const PERIOD = 1000 / 30;
/** ms over which it is measured what the pictures cost. */
const SPAN = 1_000;

const tell = (message: FromWorker, transfer: Transferable[] = []) =>
  globalThis.postMessage(message, { transfer });

/** Counts what pictures cost and says at which level the next one is painted; undefined: no more. */
class Meter {
  #budget: Budget;
  #since = performance.now();
  #pictures = 0;
  #busy = 0;

  constructor(cores: number) {
    this.#budget = firstBudget(cores);
  }

  get level(): Level | undefined {
    return this.#budget.level === undefined ? undefined : LEVELS[this.#budget.level];
  }

  /** Runs `paint` as one picture. */
  measure<T>(paint: () => T): T {
    const start = performance.now();
    const result = paint();
    const end = performance.now();
    this.#pictures++;
    this.#busy += end - start;
    const span = end - this.#since;
    if (span >= SPAN) {
      this.#budget = nextBudget(this.#budget, { pictures: this.#pictures, busy: this.#busy, span });
      [this.#since, this.#pictures, this.#busy] = [end, 0, 0];
    }
    return result;
  }
}

/** Paints from track to track until either ends; the page may be as busy or as hidden as it likes. */
const paintStreams = async ({ readable, writable }: PictureStreams, painter: Painter, meter: Meter) => {
  const reader = readable.getReader();
  const writer = writable.getWriter();
  for (;;) {
    const { done, value: frame } = await reader.read();
    if (done) return writer.close();
    const { level } = meter;
    if (!level) {
      frame.close();
      return tell({ t: "slow" });
    }
    const painted = meter.measure(() => {
      const size = { width: frame.displayWidth, height: frame.displayHeight };
      const canvas = painter.paint(frame, size, level);
      return new VideoFrame(canvas, { timestamp: frame.timestamp, alpha: "discard" });
    });
    frame.close();
    await writer.write(painted);
  }
};

/** Asks the page for pictures and gives them back painted. */
const paintOnRequest = (painter: Painter, meter: Meter) => {
  let asked = performance.now();
  const ask = () => {
    asked = performance.now();
    tell({ t: "next" });
  };
  ask();
  return (picture: ImageBitmap | undefined) => {
    const { level } = meter;
    if (!level) return tell({ t: "slow" });
    if (picture) {
      const painted = meter.measure(() => painter.paint(picture, picture, level).transferToImageBitmap());
      picture.close();
      tell({ t: "painted", picture: painted }, [painted]);
    }
    setTimeout(ask, Math.max(0, asked + PERIOD - performance.now()));
  };
};

let onPicture: ((picture: ImageBitmap | undefined) => void) | undefined;

const start = async ({ wasm, model, background, own, cores, streams }: Extract<ToWorker, { t: "start" }>) => {
  const painter = new Painter(await PersonFinder.load({ wasm, model }), background, own);
  const meter = new Meter(cores);
  tell({ t: "ready" });
  if (streams) await paintStreams(streams, painter, meter);
  else onPicture = paintOnRequest(painter, meter);
};

globalThis.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if (data.t === "picture") onPicture?.(data.picture);
  else start(data).catch(() => tell({ t: "failed" }));
});
