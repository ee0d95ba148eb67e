import type { Message } from "./translate.ts";

/** Words of the tests in the lobby. */
export const enLobby = {
  "try.title": "Test sound and connection",
  "try.speaker": "Speaker",
  "try.play": "Play a sound",
  "try.play-again": "Play it again",
  "try.speaker-ready": "It comes from the speaker you chose.",
  "try.speaker-playing": "Playing…",
  "try.speaker-played": "Nothing heard? Turn up the volume, or choose another speaker.",
  "try.speaker-failed": "This speaker plays nothing. Choose another one.",
  "try.record-title": "Microphone and camera",
  "try.record": { one: "Record {count} second", other: "Record {count} seconds" },
  "try.record-stop": "Stop",
  "try.record-ready":
    "See and hear yourself as they will. It stays on this device and is gone when you close this.",
  "try.record-recording": "Recording: say something…",
  "try.record-failed": "This browser can’t record. Your call works all the same.",
  "try.record-nothing": "Turn on the microphone or the camera to record yourself.",
  "try.line": "Connection",
  "try.line-check": "Check the connection",
  "try.line-checking": "Checking…",
  "try.line-direct": "Good: a direct call should work, and the server answers in {ms} ms.",
  "try.line-slow": "Slow: the server takes {ms} ms to answer, so you may talk over each other.",
  "try.line-blocked":
    "Your network blocks direct calls (UDP): the call has to go through a relay. The server answers in {ms} ms.",
  "try.line-unknown": "The server answers in {ms} ms. Whether a direct call works shows in the call.",
  "try.line-none": "The server can’t be reached. Check your Wi-Fi or cable.",
} as const satisfies Record<string, Message>;
