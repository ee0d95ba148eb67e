import { sectionsOf } from "./media-sections.ts";

/**
 * True once a connection decoded a picture of the other device's camera or, where none comes, its sound (webrtc-stats 8.4). Not the
 * screen's: browsers send single packets of padding in its section while nothing is shared.
 */
export const hasSign = async (connection: RTCPeerConnection | undefined): Promise<boolean> => {
  const stats = await connection?.getStats().catch(() => undefined);
  if (!connection || !stats) return false;
  const { screen, screenSound } = sectionsOf(connection.getTransceivers());
  const ofScreen = [screen?.mid, screenSound?.mid].filter((mid) => typeof mid === "string");
  const inbound = [...stats.values()].filter(
    ({ type, mid }) => type === "inbound-rtp" && !ofScreen.includes(mid),
  );
  const video = inbound.find(({ kind, packetsReceived }) => kind === "video" && packetsReceived > 0);
  if (video) return video.framesDecoded > 0;
  return inbound.some(({ kind, packetsReceived }) => kind === "audio" && packetsReceived > 0);
};
