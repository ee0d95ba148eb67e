const isRed = ({ mimeType }: RTCRtpCodec): boolean => mimeType.toLowerCase() === "audio/red";

/** W3C WebRTC 5.3; the class is the one of the connection in use, and not every browser can tell. */
const codecsOf = (receiver: RTCRtpReceiver): readonly RTCRtpCodec[] => {
  const { getCapabilities } = receiver.constructor as Partial<typeof RTCRtpReceiver>;
  return getCapabilities?.("audio")?.codecs ?? [];
};

/**
 * Prefers sound of which each packet brings the one before it again (RFC 2198), where the browser has it: of single losses nothing is
 * heard then. Both devices have to, and Firefox has not.
 */
export const preferRedundantSound = (connection: Pick<RTCPeerConnection, "getTransceivers">): void => {
  for (const transceiver of connection.getTransceivers()) {
    const { receiver } = transceiver;
    if (receiver.track.kind !== "audio") continue;
    const codecs = codecsOf(receiver);
    if (!codecs.some(isRed)) continue;
    transceiver.setCodecPreferences([...codecs.filter(isRed), ...codecs.filter((one) => !isRed(one))]);
  }
};
