import { describe, expect, it } from "vitest";
import { containedIn, placeIn } from "./contained.ts";

describe("containedIn", () => {
  it("is in the middle, as large as it can be whole", () => {
    expect(containedIn({ width: 100, height: 50 }, { width: 200, height: 200 })).toEqual({
      left: 0,
      top: 50,
      width: 200,
      height: 100,
    });
    expect(containedIn({ width: 50, height: 100 }, { width: 200, height: 100 })).toMatchObject({ left: 75 });
  });
  it("is nowhere without a size", () => {
    expect(containedIn({ width: 0, height: 0 }, { width: 9, height: 9 })).toBeUndefined();
    expect(containedIn({ width: 9, height: 9 }, { width: 0, height: 9 })).toBeUndefined();
  });
});

describe("placeIn", () => {
  it("goes from 0 to 65535, and no further", () => {
    const box = { width: 200, height: 100 };
    expect(placeIn(box, 0, 100)).toEqual({ x: 0, y: 65_535 });
    expect(placeIn(box, 100, 25)).toEqual({ x: 32_768, y: 16_384 });
    expect(placeIn(box, -5, 500)).toEqual({ x: 0, y: 65_535 });
  });
});
