import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LINK } from "../testing/fake-call.ts";
import { handleUrl, readRoute } from "./route.ts";

const base = new URL("https://call.example/");
const fragment = new URL(LINK).hash;
const read = (path: string, under = base) => readRoute(new URL(path, under), under);

describe("readRoute", () => {
  it("knows home, a handle and a link", () => {
    expect(read("")).toEqual({ name: "home" });
    expect(read("c/#abcd1234")).toEqual({ name: "handle", handle: "abcd1234" });
    expect(read(`c/${fragment}`)).toEqual({ name: "link", link: fragment });
  });
  it("needs no slash behind the c", () => {
    expect(read("c#abcd1234")).toEqual({ name: "handle", handle: "abcd1234" });
  });
  it("takes a broken link for a link, so that the person is told", () => {
    expect(read("c/#abc")).toEqual({ name: "link", link: "#abc" });
    expect(read(`c/${fragment}x`)).toMatchObject({ name: "link" });
  });
  it("goes home without a room, or from an address it does not know", () => {
    for (const path of ["c", "c/", "c/#", "other", "c/d/#abcd1234"])
      expect(read(path)).toEqual({ name: "home" });
  });
  it("works under a folder", () => {
    const folder = new URL("https://example.org/calls/");
    expect(read("c/#abcd1234", folder)).toEqual({ name: "handle", handle: "abcd1234" });
    expect(readRoute(new URL("https://example.org/c/#abcd1234"), folder)).toEqual({ name: "home" });
  });
  it("leads back to where handleUrl points", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{8}$/), (handle) => {
        expect(readRoute(new URL(handleUrl(handle, base)), base)).toEqual({ name: "handle", handle });
      }),
    );
  });
});
