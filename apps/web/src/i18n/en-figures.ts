/** Words of the figures of a call. */
export const enFigures = {
  "figures.title": "Figures",
  "figures.sent": "Sent",
  "figures.received": "Received",
  "figures.loss": "Lost on the way",
  "figures.round-trip": "Round trip",
} as const;
