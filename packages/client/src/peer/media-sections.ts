/** What travels in a section of its own. */
export type MediaName = "microphone" | "camera" | "screen" | "screenSound";

/** SPEC MEDIA-1: the order in which the host's first offer has them. */
export const OFFERED = [
  ["microphone", "audio"],
  ["camera", "video"],
  ["screen", "video"],
  ["screenSound", "audio"],
] as const satisfies readonly (readonly [MediaName, "audio" | "video"])[];

/** The transceivers of a connection by what they carry (SPEC MEDIA-1); undefined: the offer had no such section. */
export const sectionsOf = <T extends { readonly receiver: { readonly track: { readonly kind: string } } }>(
  transceivers: readonly T[],
): Readonly<Record<MediaName, T | undefined>> => {
  const ofKind = (kind: string) => transceivers.filter(({ receiver }) => receiver.track.kind === kind);
  const [microphone, screenSound] = ofKind("audio");
  const [camera, screen] = ofKind("video");
  return { microphone, camera, screen, screenSound };
};
