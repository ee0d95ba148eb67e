import { expect, test } from "vitest";
import { ownUrls } from "./own-urls.ts";

const OWN = { port: 7000, secondPort: 3478, urls: [], addresses: [] };
const DIRECT = { name: "call.example", port: 443, isSecure: true, isProxied: false };

test("ICE-1: with https on the page's port, and UDP on 3478 too", () => {
  expect(ownUrls(OWN, DIRECT)).toEqual({
    stun: ["stun:call.example:3478"],
    turn: [
      "turn:call.example:443?transport=udp",
      "turn:call.example:3478?transport=udp",
      "turn:call.example:443?transport=tcp",
      "turns:call.example:443?transport=tcp",
    ],
  });
});

test("ICE-1: without https there is no TURN over TLS; without a second port one UDP", () => {
  const own = { ...OWN, secondPort: undefined };
  const reached = { name: "[2001:db8::1]", port: 7000, isSecure: false, isProxied: false };
  expect(ownUrls(own, reached)).toEqual({
    stun: ["stun:[2001:db8::1]:7000"],
    turn: ["turn:[2001:db8::1]:7000?transport=udp", "turn:[2001:db8::1]:7000?transport=tcp"],
  });
});

test("ICE-1: an HTTP proxy passes on no TURN: this server's own port, and its own address when it is known", () => {
  const proxied = { ...DIRECT, isProxied: true };
  expect(ownUrls(OWN, proxied).turn).toEqual([
    "turn:call.example:7000?transport=udp",
    "turn:call.example:3478?transport=udp",
    "turn:call.example:7000?transport=tcp",
  ]);
  const addresses = ["203.0.114.7", "2001:db8::7"];
  expect(ownUrls({ ...OWN, addresses }, proxied)).toEqual({
    stun: ["stun:203.0.114.7:3478", "stun:[2001:db8::7]:3478"],
    turn: ["203.0.114.7", "[2001:db8::7]"].flatMap((name) => [
      `turn:${name}:7000?transport=udp`,
      `turn:${name}:3478?transport=udp`,
      `turn:${name}:7000?transport=tcp`,
    ]),
  });
});

test("ICE-1: what the operator wrote stands instead of all that", () => {
  const urls = ["turns:relay.example:443?transport=tcp", "stun:relay.example:3478"];
  expect(ownUrls({ ...OWN, urls }, DIRECT)).toEqual({ stun: [urls[1]], turn: [urls[0]] });
});
