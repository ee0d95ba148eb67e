import { expect, it } from "vitest";
import { isLoopback, isNear } from "./server-place.ts";

const nameOf = (url: string) => new URL(url).hostname;

it.each([
  "http://localhost:7000",
  "http://127.0.0.1",
  "http://127.1.2.3",
  "http://[::1]:8080",
  "https://10.1.2.3",
  "https://172.16.0.1",
  "https://172.31.255.255",
  "https://192.168.1.20",
  "https://100.64.0.1",
  "https://169.254.3.4",
  "https://[fd12:3456::1]",
  "https://[fe80::1]",
  "https://nas",
  "https://call.local",
  "https://call.lan",
  "https://call.lan.",
  "https://a.b.internal",
  "https://box.home.arpa",
  "https://app.localhost",
])("CAND-4: %s is near", (url) => {
  expect(isNear(nameOf(url))).toBe(true);
});

it.each([
  "https://call.example",
  "https://call.example.org.",
  "https://8.8.8.8",
  "https://172.32.0.1",
  "https://100.128.0.1",
  "https://[2a00:1450::1]",
  "https://[::ffff:8.8.8.8]",
  "https://lan.example",
  "https://10.example",
  "https://local.internal.example",
  "https://notlocal.example",
])("CAND-4: %s is not", (url) => {
  expect(isNear(nameOf(url))).toBe(false);
});

it("knows the names of this very machine", () => {
  expect(["localhost", "127.0.0.1", "[::1]", "10.0.0.1", "call.example"].map(isLoopback)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});
