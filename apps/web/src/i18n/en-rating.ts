import type { Message } from "./translate.ts";

/** Words after a call: how it was, and what may help. */
export const enRating = {
  "rating.question": "How was the call?",
  "rating.stars": { one: "{count} star", other: "{count} stars" },
  "rating.thanks": "Thanks. It stays on this device.",
  "rating.advice": "For a better call next time",
  "rating.advice-own":
    "Your connection was weak for a while. A cable, or a place nearer to the Wi-Fi, helps most.",
  "rating.advice-their":
    "Their connection was weak for a while. Tell them what helps: a cable, or a place nearer to the Wi-Fi.",
  "rating.advice-relay":
    "Your network let the call out only over TCP, which is slower. Without a VPN, or in another network, it is faster.",
} as const satisfies Record<string, Message>;
