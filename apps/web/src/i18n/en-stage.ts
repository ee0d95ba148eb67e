/** Words of the stage and of what it does on this device alone. */
export const enStage = {
  "stage.full-screen": "Full screen",
  "stage.pip": "Picture-in-picture",
  "stage.pip-title": "Call in a small window",
  "stage.self-view": "Show own picture",
  "stage.mirror": "Mirror own picture",
  "stage.fill": "Fill the window",
  "stage.snapshot": "Save a snapshot",
  "keys.full-screen": "Full screen",
  "keys.pip": "Picture-in-picture",
} as const;
