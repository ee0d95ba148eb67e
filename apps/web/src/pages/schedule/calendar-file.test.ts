import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LINK } from "../../testing/fake-call.ts";
import { calendarFile } from "./calendar-file.ts";

const START = Date.UTC(2026, 10, 24, 14, 5);
const call = (changes: object = {}) => ({
  start: START,
  minutes: 45,
  title: "Call",
  text: "Join me",
  link: LINK,
  uid: "one@call.example",
  ...changes,
});
/** What a calendar reads: lines joined again (RFC 5545 3.1), name and value. */
const read = (file: string) =>
  file
    .replaceAll("\r\n ", "")
    .split("\r\n")
    .filter(Boolean)
    .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)] as const);
const unescaped = (value = "") =>
  value.replace(/\\(.)/gs, (_, character: string) => (character === "n" ? "\n" : character));
const fieldOf = (file: string, name: string) => read(file).find(([one]) => one === name)?.[1];
const bytes = (text: string) => new TextEncoder().encode(text).length;

describe("a calendar file", () => {
  it("holds the call, its time in UTC, and its link where calendars look for it", () => {
    const file = calendarFile(call(), Date.UTC(2026, 0, 2, 3, 4, 5));
    expect(file.startsWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")).toBe(true);
    expect(file.endsWith("END:VEVENT\r\nEND:VCALENDAR\r\n")).toBe(true);
    expect(fieldOf(file, "DTSTART")).toBe("20261124T140500Z");
    expect(fieldOf(file, "DTEND")).toBe("20261124T145000Z");
    expect(fieldOf(file, "DTSTAMP")).toBe("20260102T030405Z");
    expect(fieldOf(file, "URL")).toBe(LINK);
    expect(unescaped(fieldOf(file, "DESCRIPTION"))).toBe(`Join me\n${LINK}`);
    expect(fieldOf(file, "LOCATION")).toBe(LINK);
  });
  it("keeps every text whole, whatever it holds, in lines of at most 75 bytes that end with CR LF", () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom("\\", ";", ",", "\n", ":", '"', "ü", "語", "👩‍👩‍👧", " "),
        fc.string({ unit: "grapheme", maxLength: 1 }),
      ),
      maxLength: 200,
    });
    fc.assert(
      fc.property(text, text, (title, words) => {
        const file = calendarFile(call({ title, text: words }), 0);
        for (const line of file.split("\r\n")) {
          expect(bytes(line)).toBeLessThanOrEqual(75);
          expect(line).not.toMatch(/[\r\n]/);
        }
        const kept = (one: string) =>
          new TextDecoder("utf-8", { ignoreBOM: true })
            .decode(new TextEncoder().encode(one))
            .replace(/\r\n?/g, "\n")
            .replace(/(?![\n\t])\p{Cc}/gu, "");
        expect(unescaped(fieldOf(file, "SUMMARY"))).toBe(kept(title));
        expect(unescaped(fieldOf(file, "DESCRIPTION"))).toBe(`${kept(words)}\n${LINK}`);
        // Nothing in a text makes a line of its own.
        expect(read(file).map(([name]) => name)).toEqual(read(calendarFile(call(), 0)).map(([name]) => name));
      }),
      { numRuns: 300 },
    );
  });
});
