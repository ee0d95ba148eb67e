import { expect, test } from "vitest";
import { ownScript } from "./own-script.ts";

test("addresses of this site pass, in the form a worker takes", () => {
  expect(String(ownScript("/assets/x.js"))).toBe(new URL("/assets/x.js", location.origin).href);
});

test.each(["https://elsewhere.example/x.js", "data:text/javascript,1", "//elsewhere.example/x.js"])(
  "%s does not",
  (url) => {
    expect(() => ownScript(url)).toThrow(TypeError);
  },
);
