/** Least share of the picture that must stay visible when it is cut to fill the window. */
const LEAST_SHOWN = 0.6;

/**
 * How a picture of `width` x `height` goes into a window: cut at the edges where little is lost, whole where much
 * would be (a portrait picture on a wide screen, a wide one on an upright phone).
 */
export const fitOf = (
  picture: { readonly width: number; readonly height: number },
  frame: { readonly width: number; readonly height: number },
): "cover" | "contain" => {
  if (picture.width <= 0 || picture.height <= 0 || frame.width <= 0 || frame.height <= 0) return "cover";
  const shape = picture.width / picture.height / (frame.width / frame.height);
  return Math.min(shape, 1 / shape) >= LEAST_SHOWN ? "cover" : "contain";
};
