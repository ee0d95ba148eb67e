import type { Message } from "./translate.ts";

/** Why camera or microphone do not start and what to do: fetched when they do not. */
export const enHelp = {
  "capture.both.media-denied": "Your browser blocks the camera and microphone",
  "capture.both.media-missing": "No camera or microphone found",
  "capture.both.media-in-use": "Another program uses your camera and microphone",
  "capture.both.media-insecure": "Camera and microphone need a secure address",
  "capture.both.media-unsupported": "This browser can’t use cameras or microphones",
  "capture.both.media-failed": "Your camera and microphone didn’t start",
  "capture.camera.media-denied": "Your browser blocks the camera",
  "capture.camera.media-missing": "No camera found",
  "capture.camera.media-in-use": "Another program uses your camera",
  "capture.camera.media-insecure": "The camera needs a secure address",
  "capture.camera.media-unsupported": "This browser can’t use cameras",
  "capture.camera.media-failed": "Your camera didn’t start",
  "capture.microphone.media-denied": "Your browser blocks the microphone",
  "capture.microphone.media-missing": "No microphone found",
  "capture.microphone.media-in-use": "Another program uses your microphone",
  "capture.microphone.media-insecure": "The microphone needs a secure address",
  "capture.microphone.media-unsupported": "This browser can’t use microphones",
  "capture.microphone.media-failed": "Your microphone didn’t start",
  "capture.help.denied-chromium":
    "Try again and choose Allow. If there is no question, click the icon left of the address and allow it there.",
  "capture.help.denied-firefox":
    "Try again and choose Allow. If there is no question, click the crossed-out icon left of the address and remove the block.",
  "capture.help.denied-safari": "In the Safari menu, open Settings for This Website and allow it there.",
  "capture.help.denied-edge":
    "Try again and choose Allow. If there is no question, click the lock left of the address, then Permissions for this site.",
  "capture.help.denied-android":
    "Tap the icon left of the address, then Permissions, and allow it. If it is not there, allow it for the browser in the phone’s settings.",
  "capture.help.denied-ios":
    "Tap the page icon in the address bar, then Website Settings, and allow it. Then reload the page.",
  "capture.help.media-missing": "Plug one in. If it doesn’t start by itself, try again.",
  "capture.help.media-in-use": "Close the other program and try again.",
  "capture.help.media-insecure": "Open this page over https or on localhost.",
  "capture.help.media-unsupported": "A current Chrome, Edge, Firefox or Safari can.",
  "capture.help.media-failed": "Unplug it, plug it in again and retry.",
  "capture.held.microphone": "Your microphone is paused",
  "capture.held-text":
    "A phone call, another program or a switch on your device holds it. It goes on by itself.",
  "capture.switched": "Switched to {label}",
  "capture.without-both": "Join without both",
  "capture.without-camera": "Join without camera",
  "capture.without-microphone": "Join without microphone",
} as const satisfies Record<string, Message>;
