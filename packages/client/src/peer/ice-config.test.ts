import type { IceServer } from "@onecall/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { offersRelay, usableServers } from "./ice-config.ts";

const server = (...urls: string[]): IceServer => ({ urls });
/** A browser that knows no URL with an "x" in it, and takes no list of more than ten. */
const accepts = (servers: readonly IceServer[]) => {
  const urls = servers.flatMap((one) => one.urls);
  return urls.length <= 10 && !urls.some((url) => url.includes("x"));
};

describe("usableServers", () => {
  it("one odd URL costs itself, and a server with nothing else costs itself", () => {
    const list = [server("stun:a"), server("stun:x"), server("turn:b", "turn:x", "turn:c")];
    expect(usableServers(list, accepts)).toEqual([server("stun:a"), server("turn:b", "turn:c")]);
  });

  it("whatever the server names, the browser takes what is left, and nothing it takes is left out before the list is full", () => {
    const url = fc.constantFrom("stun:a", "stun:x", "turn:b", "turns:x", "turns:c");
    const list = fc.array(fc.array(url, { minLength: 1, maxLength: 8 }), { maxLength: 16 });
    fc.assert(
      fc.property(list, (urls) => {
        const servers = urls.map((of) => server(...of));
        const usable = usableServers(servers, accepts);
        expect(accepts(usable)).toBe(true);
        const good = servers.flatMap((one) => one.urls).filter((one) => !one.includes("x"));
        if (good.length <= 10) expect(usable.flatMap((one) => one.urls)).toEqual(good);
      }),
    );
  });
});

it("RFC 7065: tells servers that relay from those that do not", () => {
  expect(offersRelay([server("stun:a"), server("stuns:b")])).toBe(false);
  expect(offersRelay([server("stun:a", "TURN:b?transport=tcp")])).toBe(true);
  expect(offersRelay([server("turns:b:443")])).toBe(true);
});
