/** Words of drawing on a shared screen. */
export const enDraw = {
  "draw.tools": "Point and draw",
  "draw.point": "Point",
  "draw.ink": "Draw",
  "draw.laser": "Laser",
  "draw.freeze": "Freeze the picture to draw on it",
  "draw.wipe": "Clear all drawings",
  "draw.colour": "Colour",
  "draw.colour-n": { one: "Colour {count}", other: "Colour {count}" },
  "draw.canvas": "Shared screen. Arrow keys move, Enter puts the pen down and lifts it, Escape ends.",
  "draw.said-draws": "{name} points at the shared screen.",
  "draw.said-frozen": "The shared picture is frozen.",
  "draw.said-moves": "The shared picture moves again.",
} as const;
