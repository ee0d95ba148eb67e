import { describe, expect, it } from "vitest";
import { colourOf, initials } from "./avatar.tsx";

describe("initials", () => {
  it("are the first letters of the first and the last word", () => {
    expect(initials("Ada King Lovelace")).toBe("AL");
    expect(initials("  ada ")).toBe("A");
    expect(initials("Øyvind Åse")).toBe("ØÅ");
    expect(initials("李 小龙")).toBe("李小");
    expect(initials("\u{1D4D0}da (home)")).toBe("\u{1D4D0}H");
  });
  it("are none for a name without letters", () => {
    expect(initials("")).toBe("");
    expect(initials("🎉 🎉")).toBe("");
  });
});

describe("colourOf", () => {
  it("is the same for the same name, one of eight", () => {
    expect(colourOf("Ada")).toBe(colourOf("Ada"));
    for (const name of ["", "Ada", "🎉", "x".repeat(64)]) expect(colourOf(name)).toBeGreaterThanOrEqual(0);
    expect(new Set(Array.from({ length: 200 }, (_, i) => colourOf(`name ${i}`))).size).toBe(8);
  });
});
