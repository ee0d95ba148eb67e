import { describe, expect, it } from "vitest";
import { fitOf } from "./fit.ts";

const size = (width: number, height: number) => ({ width, height });

describe("fitOf", () => {
  it("fills the window where little is cut off", () => {
    expect(fitOf(size(1280, 720), size(1440, 900))).toBe("cover");
    expect(fitOf(size(640, 480), size(1440, 900))).toBe("cover");
    expect(fitOf(size(480, 640), size(360, 740))).toBe("cover");
  });
  it("shows a portrait picture whole on a wide screen", () => {
    expect(fitOf(size(720, 1280), size(1440, 900))).toBe("contain");
  });
  it("shows a wide picture whole on an upright phone", () => {
    expect(fitOf(size(1280, 720), size(360, 740))).toBe("contain");
  });
  it("waits for sizes it can compare", () => {
    expect(fitOf(size(0, 0), size(360, 740))).toBe("cover");
    expect(fitOf(size(720, 1280), size(0, 0))).toBe("cover");
  });
});
