/** True once a connection decoded a picture of the other device or, where none comes, its sound (webrtc-stats 8.4). */
export const hasSign = async (connection: RTCPeerConnection | undefined): Promise<boolean> => {
  const stats = await connection?.getStats().catch(() => undefined);
  const inbound = [...(stats?.values() ?? [])].filter(({ type }) => type === "inbound-rtp");
  const video = inbound.find(({ kind, packetsReceived }) => kind === "video" && packetsReceived > 0);
  if (video) return video.framesDecoded > 0;
  return inbound.some(({ kind, packetsReceived }) => kind === "audio" && packetsReceived > 0);
};
