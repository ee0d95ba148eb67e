import type { Drawing, Marks, Stroke } from "@onecall/client";
import { FAR } from "./contained.ts";

/** Colours of strokes by their number: each can be told from the others, and from most screens by its edge. */
export const COLOURS = ["#ff5a5f", "#ffd23f", "#3ddc97", "#4aa8ff"] as const;
const EDGE = "rgb(10 13 11 / 55%)";
/** Widths for a picture 1000 px wide, px. */
const WIDTH = { ink: 5, laser: 7 } as const;

const colourOf = ({ colour }: Stroke): string => COLOURS[colour % COLOURS.length] ?? COLOURS[0];

interface Canvas extends Pick<Drawing, "leftOf"> {
  readonly pen: CanvasRenderingContext2D;
}

const paintStroke = ({ pen, leftOf }: Canvas, stroke: Stroke, now: number, frozen: boolean): boolean => {
  const { width, height } = pen.canvas;
  const thick = Math.max(2, (WIDTH[stroke.kind] * width) / 1_000);
  const end = stroke.times.at(-1) ?? 0;
  let seen = false;
  const line = (colour: string, lineWidth: number) => {
    pen.strokeStyle = colour;
    pen.lineWidth = lineWidth;
    for (const [at, place] of stroke.places.entries()) {
      // Ink fades as one, the trail of a laser from its beginning.
      const time = stroke.kind === "ink" ? end : (stroke.times[at] ?? 0);
      pen.globalAlpha = leftOf(stroke.kind, time, now, frozen);
      if (pen.globalAlpha === 0) continue;
      seen = true;
      const from = stroke.places[at - 1] ?? place;
      pen.beginPath();
      pen.moveTo((from.x * width) / FAR, (from.y * height) / FAR);
      pen.lineTo((place.x * width) / FAR, (place.y * height) / FAR);
      pen.stroke();
    }
  };
  line(EDGE, thick * 1.6);
  line(colourOf(stroke), thick);
  return seen;
};

/** Paints everything drawn on a screen; false when there is nothing that could change by itself. */
export const paint = (canvas: Canvas, marks: Marks, now: number): boolean => {
  const { pen } = canvas;
  pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height);
  pen.lineCap = "round";
  pen.lineJoin = "round";
  const seen = marks.strokes.map((stroke) => paintStroke(canvas, stroke, now, marks.frozen));
  pen.globalAlpha = 1;
  return seen.includes(true);
};
