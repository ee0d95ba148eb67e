import { enDraw } from "./en-draw.ts";
import { enEffects } from "./en-effects.ts";
import { enFigures } from "./en-figures.ts";
import { enFirst } from "./en-first.ts";
import { enHelp } from "./en-help.ts";
import { enLobby } from "./en-lobby.ts";
import { enRating } from "./en-rating.ts";
import { enReact } from "./en-react.ts";
import { enRing } from "./en-ring.ts";
import { enRoom } from "./en-room.ts";
import { enSchedule } from "./en-schedule.ts";
import { enSettings } from "./en-settings.ts";
import { enSharing } from "./en-sharing.ts";
import { enStage } from "./en-stage.ts";
import { enSupport } from "./en-support.ts";
import type { Message } from "./translate.ts";

/** Every text of the interface, in English: the source of all other languages. `{gap}`s are filled by `t`. */
export const en = {
  ...enFirst,
  ...enHelp,

  "waiting.screen": "Your call",
  "waiting.title": "Your call is ready",
  "waiting.text": "Send this link to the person you want to talk to. They ask to join, you let them in.",
  "waiting.link": "Call link",
  "waiting.copy": "Copy link",
  "waiting.copied": "Copied",
  "waiting.copy-failed": "Press Ctrl+C to copy",
  "waiting.share": "Share",
  "waiting.share-text": "Join me for a video call",
  "waiting.mail": "E-mail",
  "waiting.qr": "QR code",
  "waiting.qr-title": "Scan to join",
  "waiting.qr-text": "Point the camera of a phone at the code. Whoever scans it can ask to join.",
  "waiting.qr-failed": "The QR code could not be loaded. Copy or share the link instead.",
  "waiting.qr-label": "QR code of the call link",
  "waiting.offline": "You’re offline. Nobody can knock until the server can be reached again.",
  "waiting.forgets":
    "This browser keeps nothing for this page: the link works only until you close or reload this tab.",
  "waiting.more": {
    one: "{count} more person is arriving…",
    other: "{count} more people are arriving…",
  },

  "knock.asks": "is asking to join",
  "knock.accept": "Accept",
  "knock.accept-audio": "Audio only",
  "knock.decline": "Decline",
  "knock.behind": { one: "{count} more is waiting", other: "{count} more are waiting" },
  "knock.changed-title": "This is not the device you verified",
  "knock.changed-text":
    "It may be their new phone or browser – or someone else with the link. Make sure before you accept.",

  "trust.new": "First time at this link",
  "trust.known": "Was here before, not verified",
  "trust.verified": "Verified device",
  "trust.changed": "Not the verified device",

  "asking.title": "Asked to join",
  "asking.told": "The host has been told. Waiting for an answer…",
  "asking.away": "The host isn’t here right now. Stay here – they’ll see you when they come.",
  "asking.busy": "The host is in another call. You’ll be told as soon as they are free.",
  "asking.offline": "The server can’t be reached. Trying again…",
  "asking.place": "{count} in line before you",
  "asking.next": "You’re next",
  "asking.no-answer-title": "No answer yet",
  "asking.no-answer": "They may not be at their device. You can keep waiting, or ring again.",
  "asking.again": "Ask again",
  "asking.cancel": "Cancel",

  "call.with": "Call with {name}",
  "call.connecting": "Connecting…",
  "call.connecting-5": "Looking for the best way between your two devices…",
  "call.connecting-15-title": "This takes longer than usual",
  "call.connecting-15":
    "A firewall or VPN may be in the way. Turn the VPN off or try another network, like a phone’s hotspot.",
  "call.them-muted": "{name} is muted",
  "call.them-muted-short": "Muted",
  "call.them-camera-off": "Camera off",
  "call.them-paused": "{name}’s picture is paused: the connection is too slow",
  "call.self": "You",
  "call.self-camera-off": "Your camera is off",
  "call.controls": "Call controls",
  "call.cancel": "Cancel",
  "call.check": "Check the call’s security",
  "call.check-verified": "Verified – check the call’s security",
  "call.check-changed": "Not the verified device – check the call’s security",
  "call.sound": "Turn on sound",
  "call.sound-text": "Your browser waits for a click before it plays sound.",
  "call.reconnecting": "Reconnecting to {name}…",
  "call.away": "{name}’s page is reloading…",
  "call.narrow": "Your picture is paused: the connection is too slow",
  "call.weak-here": "The connection is weak",
  "call.weak-there": "{name} may not see and hear you well",
  "call.door": "Offline for new joins",
  "call.door-text": "The server can’t be reached: nobody new can knock. This call goes on.",
  "call.offline": "You’re offline. The call comes back with your network.",
  "call.waiting": { one: "{count} waiting", other: "{count} waiting" },
  "call.waiting-text": {
    one: "{count} person is waiting at your link. They can ring when this call is over.",
    other: "{count} people are waiting at your link. They can ring when this call is over.",
  },
  "path.direct": "Direct",
  "path.relayed": "Relayed",
  "path.relayed-udp": "Relayed · UDP",
  "path.relayed-tcp": "Relayed · TCP",
  "path.relayed-tls": "Relayed · TLS",
  "path.direct-text": "Sound and picture travel straight between the two devices, encrypted.",
  "path.relayed-text":
    "Sound and picture travel through a relay server, encrypted from device to device: the relay can’t see or hear them.",
  "call.duration": "Length of the call",
  "call.changed": "This is not the device you verified. Compare the check code before you go on.",
  "call.changed-open": "Compare",

  "check.title": "Is anyone listening in?",
  "check.compare":
    "Compare these with the other person. If both screens show the same, nobody stands between you.",
  "check.numbers": "Or read these numbers aloud",
  "check.same": "They are the same",
  "check.differ": "They differ",
  "check.differ-title": "Then someone may be listening",
  "check.differ-text":
    "Leave this call, send a new link another way – by text message, say – and compare again.",
  "check.verified": "You compared this device’s code. It will be marked as verified when it comes back.",
  "check.leave": "Leave the call",
  "check.back": "Compare again",

  "more.title": "More",

  "keys.title": "Keyboard",
  "keys.microphone": "Microphone on or off",
  "keys.camera": "Camera on or off",
  "keys.escape": "Close a panel",
  "keys.help": "This list",
  "keys.ctrl": "Ctrl",
  "keys.or": "or",

  "lost.title": "Still trying to reconnect",
  "lost.text": "Nothing has come from {name} for a while. The call comes back by itself as soon as it can.",
  "lost.offline": "Your device is offline. Check its Wi-Fi or cable – the call comes back by itself.",
  "lost.reconnect": "Try now",

  "ended.left": "You left the call",
  "ended.peer-left": "{name} left the call",
  "ended.over": "The call is over",
  "ended.not-begun": "The call didn’t begin",
  "ended.not-begun-text":
    "The host let you in, but left before you were connected, or their device couldn’t go on. You can ask again.",
  "ended.declined": "They can’t talk right now",
  "ended.declined-text": "Your request was declined. You can ask again a little later.",
  "ended.locked": "This room is locked",
  "ended.locked-text":
    "Its host lets in one person only. If that is you, use the device and browser you came with before.",
  "ended.moved": "This call is open in another tab or on another device",
  "ended.moved-text": "Camera and microphone are off here. Bring the call back to this tab if you like.",
  "ended.failed": "The call could not go on",
  "ended.lasted": "You talked for {duration}.",
  "ended.rejoin": "Rejoin",
  "ended.ask-again": "Ask again",
  "ended.use-here": "Use here",

  "error.server": "The server can’t be reached. Check your connection.",
  "error.full": "Too many people are waiting at this link. Try again in a few minutes.",
  "error.rate": "Too many attempts. Wait a moment, then try again.",
  "error.restart": "The server is restarting. The connection comes back by itself.",
  "error.reload": "This page and the server don’t understand each other. Reload the page.",
  "error.key": "This device could not prove that it holds its key. Reload the page and try again.",
  "error.place": "This device lost its place in the call. Join again.",
  "error.host-key":
    "The device that answered is not the one this link was made on. Ask for a new link, another way.",
  "error.unsafe":
    "Something between the two devices changed the call’s keys. It was ended before anyone could listen in.",
  "error.version": "The other device speaks another version. Both of you reload the page.",
  "error.refused": "The other device offered a connection that is not safe to use.",
  "error.overflow": "The connection was blocked for too long. Join again.",
  "error.attempts":
    "Too many automatic join attempts at this link. Wait a while, or start a call with a new link.",
  "error.room-file": "This is not a saved room, or the file was changed. Save it again on the other device.",
  "error.knock": "Someone began to ask to join and broke off.",
  "error.connection": "The two devices could not connect. Try another network or turn a VPN off.",
  "error.relay-missing":
    "This call needs a relay server, and there is none here. If an address is hidden, show it – or try another network.",
  "error.relay-unreachable":
    "This call needs a relay server, and none could be reached. If an address is hidden, show it – or try another network.",
  "error.capture": "Camera or microphone could not be used.",

  "said.waiting": "Your call is ready. Waiting for someone to join.",
  "said.lobby": "You can ask to join.",
  "said.knock": "{name} is asking to join.",
  "said.knock-gone": "{name} is no longer waiting.",
  "said.asking": "Asked to join. Waiting for an answer.",
  "said.connecting": "Connecting to {name}.",
  "said.joined": "You are in the call with {name}.",
  "said.reconnected": "Connected again.",
  "said.lost": "Still trying to reconnect.",
  "said.muted": "Your microphone is off.",
  "said.unmuted": "Your microphone is on.",
  "said.camera-on": "Your camera is on.",
  "said.camera-off": "Your camera is off.",
  "said.them-muted": "{name} is muted.",
  "said.them-unmuted": "{name} is no longer muted.",
  "said.copied": "Link copied.",
  ...enLobby,
  ...enRating,
  ...enReact,
  ...enRing,
  ...enDraw,
  ...enEffects,
  ...enSharing,
  ...enStage,
  ...enFigures,
  ...enRoom,
  ...enSchedule,
  ...enSettings,
  ...enSupport,
} as const satisfies Record<string, Message>;
