import { ERRORS } from "@onecall/client";
import { describe, expect, it } from "vitest";
import { durationClock, durationWords } from "./duration.ts";
import { en } from "./en.ts";
import { errorText } from "./error-text.ts";
import { t } from "./translate.ts";

describe("t", () => {
  it("fills the gaps and keeps the direction of what it inserts to itself", () => {
    expect(t("call.with", { name: "Ada" })).toBe("Call with \u2068Ada\u2069");
    expect(t("call.with", { name: "عدا" })).toBe("Call with \u2068عدا\u2069");
  });
  it("chooses the plural form", () => {
    expect(t("knock.behind", { count: 1 })).toBe("1 more is waiting");
    expect(t("knock.behind", { count: 3 })).toBe("3 more are waiting");
  });
  it("does not take a name for a pattern", () => {
    expect(t("call.with", { name: "$& {name}" })).toContain("$& {name}");
  });
});

describe("the catalogue", () => {
  it("has no empty text and closes every gap", () => {
    for (const [key, message] of Object.entries(en)) {
      for (const text of typeof message === "string" ? [message] : Object.values(message)) {
        expect(text.trim(), key).not.toBe("");
        expect(text.replace(/\{\w+\}/g, ""), key).not.toMatch(/[{}]/);
      }
    }
  });
  it("has words for every error of the SDK", () => {
    for (const code of Object.keys(ERRORS)) {
      if (!Object.hasOwn(ERRORS, code)) continue;
      expect(errorText(code as keyof typeof ERRORS), code).toMatch(/[.!?]$/);
    }
  });
});

describe("durations", () => {
  it("are told in the two largest units", () => {
    expect(durationWords(9_400)).toBe("9 seconds");
    expect(durationWords(60_000)).toBe("1 minute 0 seconds");
    expect(durationWords(754_000)).toBe("12 minutes 34 seconds");
    expect(durationWords(3_661_000)).toBe("1 hour 1 minute");
  });
  it("run as a clock", () => {
    expect(durationClock(-5)).toBe("0:00");
    expect(durationClock(65_000)).toBe("1:05");
    expect(durationClock(3_605_000)).toBe("1:00:05");
    expect(durationClock(100 * 3_600_000)).toBe("100:00:00");
  });
});
