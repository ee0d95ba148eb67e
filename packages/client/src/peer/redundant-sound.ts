import type { Environment } from "../environment.ts";

const isRed = ({ mimeType }: RTCRtpCodec): boolean => mimeType.toLowerCase() === "audio/red";

/**
 * Prefers sound of which each packet brings the one before it again (RFC 2198), where the browser has it: of single losses nothing is
 * heard then. Both devices have to, and Firefox has not.
 */
export const preferRedundantSound = (
  connection: Pick<RTCPeerConnection, "getTransceivers">,
  { audioCodecs }: Pick<Environment, "audioCodecs">,
): void => {
  const codecs = audioCodecs();
  if (!codecs.some(isRed)) return;
  const inOrder = [...codecs.filter(isRed), ...codecs.filter((one) => !isRed(one))];
  for (const transceiver of connection.getTransceivers()) {
    if (transceiver.receiver.track.kind === "audio") transceiver.setCodecPreferences(inOrder);
  }
};
