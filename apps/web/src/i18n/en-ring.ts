import type { Message } from "./translate.ts";

/** Words of the door: someone knocks, and what they are told. `told-*` is what the guest reads. */
export const enRing = {
  "ring.reply": "Decline with a word",
  "ring.reply-five-minutes": "Give me five minutes",
  "ring.reply-call-back": "I’ll call you back",
  "ring.reply-not-now": "I can’t talk right now",
  "ring.reply-write": "Please write to me instead",
  "ring.told-five-minutes": "“Give me five minutes.” Ask again then.",
  "ring.told-call-back": "“I’ll call you back.”",
  "ring.told-not-now": "“I can’t talk right now.”",
  "ring.told-write": "“Please write to me instead.”",
  "ring.settings": "Ringing",
  "ring.sound": "Ring when someone knocks",
  "ring.volume": "Volume",
  "ring.try": "Try it",
  "ring.notify": "Notify me",
  "ring.notify-on": "System notification when someone knocks",
  "ring.notify-refused":
    "Your browser does not allow notifications from this page. Allow them in its settings for this site.",
  "ring.notification": "{name} is asking to join",
  "ring.notification-text": "Press to answer.",
  "ring.missed": { one: "{count} person knocked", other: "{count} people knocked" },
} as const satisfies Record<string, Message>;
