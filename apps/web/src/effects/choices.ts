/** What stands behind the person: nothing changed, their own room out of focus, a drawn scene, or a picture of theirs. */
export const BACKGROUNDS = ["none", "blur", "blur-more", "dunes", "dusk", "study", "meadow", "own"] as const;
export type Background = (typeof BACKGROUNDS)[number];

/** Backgrounds that are drawn (see `background/scenes.ts`). */
export type Scene = Exclude<Background, "none" | "blur" | "blur-more" | "own">;

/** What is done about noise: the browser's way, a model's, nothing, or nothing at all to the sound, for music. */
export const SOUNDS = ["browser", "model", "off", "music"] as const;
export type Sound = (typeof SOUNDS)[number];
