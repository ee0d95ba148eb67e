import type { Background } from "../choices.ts";

/** What the page tells the worker that paints. */
export type ToWorker =
  | {
      readonly t: "start";
      readonly background: Exclude<Background, "none">;
      readonly own: ImageBitmap | undefined;
      readonly wasm: string;
      readonly model: string;
      readonly cores: number;
      /** Pictures from and to tracks, where the browser can do without the page. */
      readonly streams: PictureStreams | undefined;
    }
  /** One picture from the page; undefined: there is none at the moment. */
  | { readonly t: "picture"; readonly picture: ImageBitmap | undefined };

/** Captured pictures in, painted ones out. */
export interface PictureStreams {
  readonly readable: ReadableStream<VideoFrame>;
  readonly writable: WritableStream<VideoFrame>;
}

/** What the worker tells the page. */
export type FromWorker =
  | { readonly t: "ready" }
  | { readonly t: "failed" }
  /** This machine cannot do it: nothing more is painted. */
  | { readonly t: "slow" }
  /** The page is to send a picture: a page that is not seen has no clock of its own. */
  | { readonly t: "next" }
  | { readonly t: "painted"; readonly picture: ImageBitmap };
