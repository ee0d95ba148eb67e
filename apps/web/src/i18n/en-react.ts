/** Words of the reactions. */
export const enReact = {
  "react.title": "React",
  "react.thumbs-up": "Thumbs up",
  "react.applause": "Applause",
  "react.heart": "Heart",
  "react.laughter": "Laughter",
  "react.surprise": "Surprise",
  "react.party": "Party popper",
  "react.said": "{name}: {reaction}",
} as const;
