import type { Scene } from "../choices.ts";

type Pen = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

const slope = (pen: Pen, stops: readonly string[], from: number, to: number) => {
  const gradient = pen.createLinearGradient(0, from, 0, to);
  for (const [index, colour] of stops.entries()) gradient.addColorStop(index / (stops.length - 1), colour);
  return gradient;
};

/** A soft hill from edge to edge; heights are parts of the picture's. */
const hill = (
  pen: Pen,
  width: number,
  height: number,
  [start, one, two, end]: readonly number[],
  fill: string | CanvasGradient,
) => {
  pen.beginPath();
  pen.moveTo(0, height);
  pen.lineTo(0, height * (start ?? 0));
  pen.bezierCurveTo(
    width * 0.33,
    height * (one ?? 0),
    width * 0.66,
    height * (two ?? 0),
    width,
    height * (end ?? 0),
  );
  pen.lineTo(width, height);
  pen.fillStyle = fill;
  pen.fill();
};

const glow = (pen: Pen, x: number, y: number, radius: number, colour: string) => {
  const light = pen.createRadialGradient(x, y, 0, x, y, radius);
  light.addColorStop(0, colour);
  light.addColorStop(1, "rgb(255 255 255 / 0)");
  pen.fillStyle = light;
  pen.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
};

const sky = (pen: Pen, width: number, height: number, ...stops: string[]) => {
  pen.fillStyle = slope(pen, stops, 0, height);
  pen.fillRect(0, 0, width, height);
};

const DRAWN: Readonly<Record<Scene, (pen: Pen, width: number, height: number) => void>> = {
  dunes: (pen, w, h) => {
    sky(pen, w, h, "#bcd3dc", "#f3dfc6", "#f0cfa6");
    glow(pen, w * 0.72, h * 0.3, h * 0.5, "rgb(255 246 224 / 85%)");
    hill(pen, w, h, [0.62, 0.5, 0.72, 0.56], slope(pen, ["#e3b98a", "#c98f5f"], h * 0.5, h));
    hill(pen, w, h, [0.78, 0.9, 0.6, 0.72], slope(pen, ["#d09a68", "#a56b45"], h * 0.6, h));
    hill(pen, w, h, [0.92, 0.8, 0.98, 0.86], slope(pen, ["#b37a50", "#84512f"], h * 0.8, h));
  },
  dusk: (pen, w, h) => {
    sky(pen, w, h, "#1e2a4a", "#5b4a7a", "#c77b7f", "#f0b98a");
    glow(pen, w * 0.3, h * 0.72, h * 0.45, "rgb(255 214 160 / 80%)");
    hill(pen, w, h, [0.7, 0.55, 0.78, 0.6], "#5a4568");
    hill(pen, w, h, [0.8, 0.86, 0.66, 0.78], "#3b3152");
    hill(pen, w, h, [0.88, 0.82, 0.96, 0.84], "#231f3a");
  },
  meadow: (pen, w, h) => {
    sky(pen, w, h, "#9cc7dd", "#d8e9ea", "#eef3e2");
    glow(pen, w * 0.2, h * 0.2, h * 0.4, "rgb(255 255 240 / 90%)");
    hill(pen, w, h, [0.55, 0.42, 0.6, 0.48], "#9dbf9d");
    hill(pen, w, h, [0.66, 0.74, 0.54, 0.64], "#7aa878");
    hill(pen, w, h, [0.8, 0.7, 0.88, 0.76], slope(pen, ["#5f9460", "#3f6f4a"], h * 0.7, h));
  },
  study: (pen, w, h) => {
    sky(pen, w, h, "#dfe3dc", "#cfd4ca");
    glow(pen, w * 0.15, h * 0.25, h * 0.8, "rgb(255 250 235 / 80%)");
    const books = ["#7d5a4a", "#4f6a63", "#b08d57", "#39536b", "#8a8f7a", "#a3624f"];
    for (const [row, top] of [0.16, 0.44].entries()) {
      pen.fillStyle = "#8b6b4d";
      pen.fillRect(w * 0.58, h * (top + 0.2), w * 0.42, h * 0.022);
      for (let book = 0; book < 11; book++) {
        const tall = 0.12 + ((book * 7 + row * 5) % 6) * 0.011;
        pen.fillStyle = books[(book * 5 + row * 2) % books.length] ?? "#7d5a4a";
        if ((book + row) % 7 !== 5)
          pen.fillRect(w * (0.6 + book * 0.034), h * (top + 0.2 - tall), w * 0.028, h * tall);
      }
    }
    pen.fillStyle = slope(pen, ["#b99a78", "#9a7b5b"], h * 0.86, h);
    pen.fillRect(0, h * 0.86, w, h * 0.14);
  },
};

/** Draws `scene` over all of a canvas of this size. */
export const drawScene = (scene: Scene, pen: Pen, width: number, height: number): void =>
  DRAWN[scene](pen, width, height);
