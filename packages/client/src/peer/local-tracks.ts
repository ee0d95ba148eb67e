import type { LocalMedia } from "../media/types.ts";
import { type MediaName, OFFERED, sectionsOf } from "./media-sections.ts";

/** What this device sends; null: nothing. */
export type LocalTracks = Readonly<Record<MediaName, MediaStreamTrack | null>>;

/** Sends these tracks from now on, without renegotiation. */
export const attachTracks = async (connection: RTCPeerConnection, tracks: LocalTracks): Promise<void> => {
  const sections = sectionsOf(connection.getTransceivers());
  const changes = OFFERED.map(([name]) => {
    const sender = sections[name]?.sender;
    return !sender || sender.track === tracks[name] ? undefined : sender.replaceTrack(tracks[name]);
  });
  await Promise.all(changes);
};

/** What this device captures now. */
export const tracksOf = ({ microphone, camera, screen: { capture } }: LocalMedia): LocalTracks => ({
  microphone: microphone.state === "on" ? microphone.track : null,
  camera: camera.state === "on" ? camera.track : null,
  screen: capture.state === "on" ? capture.track : null,
  screenSound: capture.state === "on" ? (capture.sound ?? null) : null,
});
