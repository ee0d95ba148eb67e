import { networkInterfaces } from "node:os";
import { expect, test } from "vitest";
import { leaksIn, linkSecret, nameSecret } from "./leaks.ts";

const link = "https://call.example/c/#AQABAgMEBQYHCAkKCwwNDg-1HLaO58D_0ZHJ32uqEXoC";
const secrets = [nameSecret("Zoë"), linkSecret(link)];
const address = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .find(({ internal }) => !internal)?.address;

test("what is in clear is found, plain and inside base64url", () => {
  expect(address).toBeDefined();
  for (const clear of ["candidate:1 1 udp", "v=0 a=fingerprint:x", "I am Zoë", link, `at ${address}`]) {
    expect(leaksIn([clear], secrets)).not.toEqual([]);
    const packed = Buffer.from(`-- ${clear} --`).toString("base64url");
    expect(leaksIn([`42["frame",{"b":"${packed}"}]`], secrets)).not.toEqual([]);
  }
});

test("what is sealed or public is not", () => {
  const knock = Buffer.from(Array.from({ length: 66 }, (_, index) => (index * 37) % 251)).toString(
    "base64url",
  );
  expect(leaksIn([`42["knock",{"b":"${knock}"}]`, "GET /c/\nhost\nlocalhost:7000"], secrets)).toEqual([]);
});
