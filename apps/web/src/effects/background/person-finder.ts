import createTfLite, { type TfLite } from "../../../vendor/tflite/tflite-simd.js";

const get = async (url: string): Promise<ArrayBuffer> => {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status} for an effect's file`);
  return answer.arrayBuffer();
};

/** 0 below, 1 above, smooth between: the model is never quite sure, and half a wall would flicker. */
const [SURELY_NOT, SURELY] = [0.25, 0.75];
/** How much of the last mask stays: an edge that jumps from picture to picture looks worse than one that is late. */
const INERTIA = 0.35;

const opacityOf = (likely: number): number => {
  const x = Math.min(1, Math.max(0, (likely - SURELY_NOT) / (SURELY - SURELY_NOT)));
  return x * x * (3 - 2 * x);
};

/** Finds the person in a picture, on the processor alone. */
export class PersonFinder {
  readonly #model: TfLite;
  readonly #small: OffscreenCanvasRenderingContext2D;
  readonly #mask: OffscreenCanvasRenderingContext2D;
  readonly #pixels: ImageData;

  /** Fetches the model; rejects when that, or WebAssembly, is not to be had. */
  static async load(urls: { wasm: string; model: string }): Promise<PersonFinder> {
    const [wasmBinary, weights] = await Promise.all([get(urls.wasm), get(urls.model)]);
    const model = await createTfLite({ wasmBinary });
    model.HEAPU8.set(new Uint8Array(weights), model._getModelBufferMemoryOffset());
    if (model._loadModel(weights.byteLength) !== 0) throw new Error("The model was refused.");
    return new PersonFinder(model);
  }

  private constructor(model: TfLite) {
    this.#model = model;
    const [width, height] = [model._getInputWidth(), model._getInputHeight()];
    const pen = () => {
      const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
      if (!context) throw new Error("no canvas");
      return context;
    };
    this.#small = pen();
    this.#mask = pen();
    this.#pixels = new ImageData(width, height);
  }

  /** Opaque where the person is. */
  get mask(): OffscreenCanvas {
    return this.#mask.canvas;
  }

  /** Looks for the person in `picture`. */
  find(picture: CanvasImageSource): void {
    const { width, height } = this.mask;
    this.#small.drawImage(picture, 0, 0, width, height);
    const { data } = this.#small.getImageData(0, 0, width, height);
    const { HEAPF32 } = this.#model;
    let to = this.#model._getInputMemoryOffset() / 4;
    for (let from = 0; from < data.length; from += 4) {
      HEAPF32[to++] = (data[from] ?? 0) / 255;
      HEAPF32[to++] = (data[from + 1] ?? 0) / 255;
      HEAPF32[to++] = (data[from + 2] ?? 0) / 255;
    }
    this.#model._runInference();
    const mask = this.#pixels.data;
    let from = this.#model._getOutputMemoryOffset() / 4;
    for (let at = 3; at < mask.length; at += 4) {
      mask[at] = (mask[at] ?? 0) * INERTIA + 255 * opacityOf(HEAPF32[from++] ?? 0) * (1 - INERTIA);
    }
    this.#mask.putImageData(this.#pixels, 0, 0);
  }
}
