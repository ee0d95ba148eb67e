export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where a picture that is shown whole lies in a frame (CSS `object-fit: contain`); undefined while either has no size. */
export const containedIn = (picture: Size, frame: Size): Box | undefined => {
  if (picture.width <= 0 || picture.height <= 0 || frame.width <= 0 || frame.height <= 0) return undefined;
  const scale = Math.min(frame.width / picture.width, frame.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  return { left: (frame.width - width) / 2, top: (frame.height - height) / 2, width, height };
};

/** Places run from 0 to this in both directions. */
export const FAR = 65_535;

/** The place of a point in a box, and the nearest one of a point outside. */
export const placeIn = ({ width, height }: Size, x: number, y: number) => {
  const part = (of: number, whole: number) => Math.round(Math.max(0, Math.min(1, of / whole)) * FAR);
  return { x: part(x, width), y: part(y, height) };
};
