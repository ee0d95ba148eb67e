/** One call at one time. */
export interface ScheduledCall {
  /** ms since the epoch. */
  readonly start: number;
  readonly minutes: number;
  readonly title: string;
  readonly text: string;
  readonly link: string;
  /** Names the event for good, so that a newer file replaces it. */
  readonly uid: string;
}

/** RFC 5545 section 3.1: the longest line, in bytes, without its end. */
const LINE = 75;

/** Text that UTF-8 can hold, with line feeds as its only line ends and without other control characters but tabs. */
const plain = (text: string): string =>
  new TextDecoder("utf-8", { ignoreBOM: true })
    .decode(new TextEncoder().encode(text))
    .replace(/\r\n?/g, "\n")
    .replace(/\p{Cc}/gu, (control) => (/[\n\t]/.test(control) ? control : ""));

/** RFC 5545 section 3.3.11: what a text may not hold as it is. */
const escaped = (text: string): string =>
  plain(text)
    .replace(/[\\;,]/g, (character) => `\\${character}`)
    .replaceAll("\n", "\\n");

/** RFC 5545 section 3.1: a line that is too long goes on in the next one, behind a space; no character is cut in two. */
const folded = (line: string): string => {
  const lines: string[] = [];
  let current = "";
  let bytes = 0;
  for (const character of line) {
    const size = new TextEncoder().encode(character).length;
    if (bytes + size > LINE) {
      lines.push(current);
      // The space in front counts.
      current = " ";
      bytes = 1;
    }
    current += character;
    bytes += size;
  }
  return [...lines, current].join("\r\n");
};

/** RFC 5545 section 3.3.5, form 2: 20261124T140500Z. */
const utc = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, "");

/** A calendar file (RFC 5545) that every calendar opens; `now` is when it is made, ms since the epoch. */
export const calendarFile = (call: ScheduledCall, now: number): string =>
  [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Onecall//EN",
    "METHOD:PUBLISH",
    "BEGIN:VEVENT",
    `UID:${escaped(call.uid)}`,
    `DTSTAMP:${utc(now)}`,
    `DTSTART:${utc(call.start)}`,
    `DTEND:${utc(call.start + call.minutes * 60_000)}`,
    `SUMMARY:${escaped(call.title)}`,
    `DESCRIPTION:${escaped(`${call.text}\n${call.link}`)}`,
    `LOCATION:${escaped(call.link)}`,
    `URL:${call.link}`,
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    `DESCRIPTION:${escaped(call.title)}`,
    "TRIGGER:-PT10M",
    "END:VALARM",
    "END:VEVENT",
    "END:VCALENDAR",
  ]
    .map((line) => `${folded(line)}\r\n`)
    .join("");
