import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LINK } from "../testing/fake-call.ts";
import { readPastedLink } from "./pasted-link.ts";

const here = new URL("https://call.example/");
const fragment = LINK.slice(-44);
const read = (text: string) => readPastedLink(text, here);

describe("readPastedLink", () => {
  it("takes the link of this site however it was copied", () => {
    for (const text of [
      LINK,
      ` ${LINK}\n`,
      `<${LINK}>`,
      `call.example/c/#${fragment}`,
      `#${fragment}`,
      fragment,
    ]) {
      expect(read(text)).toMatchObject({ name: "ours" });
    }
  });
  it("takes http and https of the same host for the same site", () => {
    expect(read(LINK.replace("https:", "http:"))).toMatchObject({ name: "ours" });
  });
  it("knows the link of another site, with and without its scheme", () => {
    const there = `https://other.example:8443/meet/c/#${fragment}`;
    for (const text of [there, `<${there}>`, there.slice("https://".length)]) {
      const pasted = read(text);
      expect(pasted.name).toBe("foreign");
      if (pasted.name === "foreign") expect(pasted.url.href).toBe(there);
    }
  });
  it("says what is wrong with the others", () => {
    expect(read("  ")).toEqual({ name: "wrong", text: "Paste the link you were sent." });
    expect(read(LINK.slice(0, -5))).toMatchObject({
      name: "wrong",
      text: expect.stringContaining("missing"),
    });
    expect(read("https://news.example/story")).toMatchObject({
      name: "wrong",
      text: expect.stringContaining("not a call link"),
    });
    expect(read("javascript:alert(1)//c/#x")).toMatchObject({ name: "wrong" });
  });
  it("answers any text at all, and opens nothing but http and https", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ withFragments: true }), fc.constant(LINK)), (text) => {
        const pasted = read(text);
        if (pasted.name === "foreign") expect(pasted.url.protocol).toMatch(/^https?:$/);
      }),
    );
  });
});
