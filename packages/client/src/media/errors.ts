import type { MediaErrorCode } from "../errors.ts";

/** Our code for what getUserMedia rejected with (W3C Media Capture and Streams 10.3.1). */
export const mediaErrorCode = (error: unknown): MediaErrorCode => {
  const name = error instanceof DOMException || error instanceof Error ? error.name : "";
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return "media-denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "media-missing";
    case "NotReadableError":
    case "AbortError":
      return "media-in-use";
    default:
      return "media-failed";
  }
};
