import type { Message } from "./translate.ts";

/** Words of a call for later. */
export const enSchedule = {
  "schedule.open": "Schedule",
  "schedule.title": "Schedule a call",
  "schedule.day": "Day",
  "schedule.time": "Time",
  "schedule.length": "Length",
  "schedule.minutes": { one: "{count} minute", other: "{count} minutes" },
  "schedule.no-time": "Choose a day and a time.",
  "schedule.event": "Video call",
  "schedule.text": "Let’s have a video call on {when}. Open this link then:",
  "schedule.save": "Save for a calendar (.ics)",
  "schedule.file-name": "call.ics",
  "schedule.copy": "Copy the text",
  "schedule.copied": "Text copied.",
  "schedule.mail": "Write an e-mail",
} as const satisfies Record<string, Message>;
