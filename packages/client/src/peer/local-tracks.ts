import type { LocalMedia } from "../media/types.ts";

/** What this device sends; null: nothing. */
export interface LocalTracks {
  readonly audio: MediaStreamTrack | null;
  readonly video: MediaStreamTrack | null;
}

/** Sends these tracks from now on, without renegotiation. */
export const attachTracks = async (connection: RTCPeerConnection, tracks: LocalTracks): Promise<void> => {
  const changes = connection.getTransceivers().map(({ receiver, sender }) => {
    const track = receiver.track.kind === "audio" ? tracks.audio : tracks.video;
    return sender.track === track ? undefined : sender.replaceTrack(track);
  });
  await Promise.all(changes);
};

/** What this device captures now. */
export const tracksOf = ({ microphone, camera }: LocalMedia): LocalTracks => ({
  audio: microphone.state === "on" ? microphone.track : null,
  video: camera.state === "on" ? camera.track : null,
});
