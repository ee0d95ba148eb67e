import type { Background } from "../choices.ts";
import type { Level } from "./effect-budget.ts";
import type { PersonFinder } from "./person-finder.ts";
import { drawScene } from "./scenes.ts";

/** Lines the room is blurred at, and how far, in those lines' pixels: few lines cost little, and blur by themselves. */
const BLURS = { blur: { height: 120, radius: 3 }, "blur-more": { height: 90, radius: 6 } } as const;

const newPen = (): OffscreenCanvasRenderingContext2D => {
  const pen = new OffscreenCanvas(1, 1).getContext("2d");
  if (!pen) throw new Error("no canvas");
  return pen;
};

/** Gives the canvas of `pen` this size; true when it had another. */
const resize = ({ canvas }: OffscreenCanvasRenderingContext2D, width: number, height: number): boolean => {
  if (canvas.width === width && canvas.height === height) return false;
  Object.assign(canvas, { width, height });
  return true;
};

/** Draws `picture` so that it covers the whole canvas, its middle in the middle. */
const cover = (pen: OffscreenCanvasRenderingContext2D, picture: ImageBitmap) => {
  const { width, height } = pen.canvas;
  const scale = Math.max(width / picture.width, height / picture.height);
  const [wide, high] = [picture.width * scale, picture.height * scale];
  pen.drawImage(picture, (width - wide) / 2, (height - high) / 2, wide, high);
};

/** Puts a person before another background. */
export class Painter {
  readonly #finder: PersonFinder;
  readonly #background: Exclude<Background, "none">;
  readonly #own: ImageBitmap | undefined;
  readonly #out = newPen();
  readonly #behind = newPen();
  #pictures = 0;

  /** `own`: the person's picture, where `background` is that. */
  constructor(finder: PersonFinder, background: Exclude<Background, "none">, own?: ImageBitmap) {
    this.#finder = finder;
    this.#background = background;
    this.#own = own;
  }

  /** Paints `picture`, which has this size; the canvas it returns is the same every time. */
  paint(picture: CanvasImageSource, size: { width: number; height: number }, level: Level): OffscreenCanvas {
    const scale = Math.min(1, level.height / Math.min(size.width, size.height));
    // Encoders halve colours, so that sides must be even.
    const [width, height] = [
      2 * Math.round((size.width * scale) / 2),
      2 * Math.round((size.height * scale) / 2),
    ];
    if (this.#pictures++ % level.findEvery === 0) this.#finder.find(picture);
    const pen = this.#out;
    resize(pen, width, height);
    pen.globalCompositeOperation = "copy";
    pen.drawImage(this.#finder.mask, 0, 0, width, height);
    pen.globalCompositeOperation = "source-in";
    pen.drawImage(picture, 0, 0, width, height);
    pen.globalCompositeOperation = "destination-over";
    pen.drawImage(this.#paintBehind(picture, width, height), 0, 0, width, height);
    return pen.canvas;
  }

  #paintBehind(picture: CanvasImageSource, width: number, height: number): OffscreenCanvas {
    const pen = this.#behind;
    if (this.#background === "blur" || this.#background === "blur-more") {
      const { height: lines, radius } = BLURS[this.#background];
      resize(pen, Math.round((width * lines) / height), lines);
      // Safari has none: few lines alone blur, too.
      pen.filter = `blur(${radius}px)`;
      pen.drawImage(picture, 0, 0, pen.canvas.width, pen.canvas.height);
    } else if (resize(pen, width, height)) {
      if (this.#background !== "own") drawScene(this.#background, pen, width, height);
      else if (this.#own) cover(pen, this.#own);
    }
    return pen.canvas;
  }
}
