import type { Message } from "./translate.ts";

/** Words of what is set for the whole app. */
export const enSettings = {
  "settings.language": "Language",
  "settings.scheme": "Colors",
  "settings.scheme-system": "Like the system",
  "settings.scheme-light": "Light",
  "settings.scheme-dark": "Dark",
} as const satisfies Record<string, Message>;
