import { describe, expect, it } from "vitest";
import { ERRORS } from "./errors.ts";

describe("ERRORS", () => {
  it.each(["relay-missing", "relay-unreachable"] as const)(
    "%s is told to who hides their address and to who does not, and is right for both",
    (code) => {
      expect(ERRORS[code]).toMatch(/try another network/i);
      expect(ERRORS[code]).toMatch(/address if you hide it/);
      expect(ERRORS[code]).not.toMatch(/stop hiding/i);
    },
  );
});
