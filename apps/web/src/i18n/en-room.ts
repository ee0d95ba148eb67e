import type { Message } from "./translate.ts";

/** Words of what a device keeps for its person: the lasting room and past calls. */
export const enRoom = {
  "room.title": "My room",
  "room.none": "A link that stays yours – for your card, your signature, your family.",
  "room.make": "Make my room",
  "room.open": "Open",
  "room.prepare": "Check camera first",
  "room.settings": "Room settings",
  "room.name": "Name of the room",
  "room.lock": "Lock after the first guest",
  "room.lock-text": "Only the next person you let in can come back. Everyone else is turned away.",
  "room.locks-next": "Locks behind the next person you let in",
  "room.locked": "Locked: only one guest can come in",
  "room.locked-to": "Locked: only {name} can come in",
  "room.rotate": "Change the link",
  "room.rotate-title": "The old link stops working",
  "room.rotate-text": "Nobody can reach you at it any more. This can’t be undone.",
  "room.rotate-now": "Change it",
  "room.rotate-not": "Keep it",
  "room.rotated": "Your room has a new link.",
  "room.other-device": "Use it on another device",
  "room.save-text": "Save the room as a file here, open it there.",
  "room.file-warning":
    "Whoever has this file is the host of your room. Keep it to yourself, and delete it once it did its work.",
  "room.file-name": "my-room.json",
  "room.save": "Save as a file",
  "room.load": "Open a saved room",
  "room.load-text": "A saved room takes the place of this one. Open only files you saved yourself.",
  "room.loaded": "Your room is here now.",

  "recent.title": "Recent calls",
  "recent.again": "Call {name} again",
  "recent.missed": "Knocked, {when}",
  "recent.open": "Open the room {name} knocked at",
  "recent.clear": "Clear",
  "recent.text": "Only this device knows them.",
} as const satisfies Record<string, Message>;
