import { sectionsOf } from "./media-sections.ts";

/** What every browser has, and what repairs it. The many kinds of H.264 would make the offer half as long again. */
const WANTED = /^video\/(?:vp[89]|av1|rtx|red|ulpfec)$/i;

/** Leaves the screen's section the few codecs a screen needs: descriptions have a limit (SPEC SDP-1). */
export const limitScreenCodecs = (connection: Pick<RTCPeerConnection, "getTransceivers">): void => {
  const { screen } = sectionsOf(connection.getTransceivers());
  if (!screen) return;
  // W3C WebRTC 5.3; the class is the one of the connection in use, and not every browser can tell.
  const { getCapabilities } = screen.receiver.constructor as Partial<typeof RTCRtpReceiver>;
  const codecs = getCapabilities?.("video")?.codecs.filter(({ mimeType }) => WANTED.test(mimeType)) ?? [];
  if (codecs.some(({ mimeType }) => /vp8/i.test(mimeType))) screen.setCodecPreferences(codecs);
};
