import { BlockList, isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type AddressScope, scopeOf } from "./address.ts";

test.each<[string, AddressScope]>([
  ["8.8.8.8", "public"],
  ["192.0.2.1", "public"],
  ["172.32.0.1", "public"],
  ["100.128.0.1", "public"],
  ["2606:4700::1111", "public"],
  ["2001:db8::1", "public"],
  ["10.1.2.3", "private"],
  ["172.16.0.1", "private"],
  ["172.31.255.255", "private"],
  ["192.168.1.1", "private"],
  ["100.64.0.1", "private"],
  ["fd12:3456::1", "private"],
  ["fec0::1", "private"],
  ["127.0.0.1", "loopback"],
  ["127.255.255.254", "loopback"],
  ["::1", "loopback"],
  ["0:0:0:0:0:0:0:1", "loopback"],
  ["169.254.1.1", "link-local"],
  ["fe80::1", "link-local"],
  ["febf::1", "link-local"],
  ["224.0.0.251", "multicast"],
  ["239.255.255.250", "multicast"],
  ["ff02::fb", "multicast"],
  ["0.0.0.0", "unspecified"],
  ["0.1.2.3", "unspecified"],
  ["::", "unspecified"],
  ["255.255.255.255", "broadcast"],
  ["240.0.0.1", "reserved"],
  ["64:ff9b:1::7f00:1", "reserved"],
  ["169.254.169.254", "metadata"],
  ["100.100.100.200", "metadata"],
  ["168.63.129.16", "metadata"],
  ["192.0.0.192", "metadata"],
  ["fd00:ec2::254", "metadata"],
  ["3f1d613e-22ab-4f3d-afc5-3bbd96bc78d8.local", "mdns"],
])("CAND-2: %s is %s", (address, scope) => {
  expect(scopeOf(address)).toBe(scope);
  expect(scopeOf(address.toUpperCase())).toBe(scope);
});

test.each([
  "",
  "localhost",
  "example.org",
  "printer.local",
  "3f1d613e-22ab-4f3d-afc5-3bbd96bc78d8.local.",
  "1.2.3",
  "1.2.3.4.5",
  "1.2.3.256",
  "01.2.3.4",
  "0x7f.0.0.1",
  "2130706433",
  "127.1",
  "1.2.3.4.",
  " 1.2.3.4",
  "[::1]",
  "fe80::1%eth0",
  ":::",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  "1::2::3",
  "::12345",
  "1.2.3.4::",
  "::1.2.3",
  ":1",
  "1:",
])("CAND-1: %j is no address", (address) => {
  expect(scopeOf(address)).toBeUndefined();
});

const v4 = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
const word = (high: number, low: number): string => ((high << 8) | low).toString(16);
type V4 = readonly [number, number, number, number];

/** Every way an IPv6 address can lead to an IPv4 address. */
const CARRIED: Record<string, (address: V4) => string> = {
  "mapped, dotted": (a) => `::ffff:${a.join(".")}`,
  "mapped, in hexadecimal": ([a, b, c, d]) => `0:0:0:0:0:ffff:${word(a, b)}:${word(c, d)}`,
  translated: (a) => `::ffff:0:${a.join(".")}`,
  NAT64: ([a, b, c, d]) => `64:ff9b::${word(a, b)}:${word(c, d)}`,
  "NAT64, dotted": (a) => `64:ff9b::${a.join(".")}`,
  "6to4": ([a, b, c, d]) => `2002:${word(a, b)}:${word(c, d)}::1`,
  Teredo: ([a, b, c, d]) => `2001:0:4136:e378:8000:63bf:${word(255 - a, 255 - b)}:${word(255 - c, 255 - d)}`,
};

test.each(Object.entries(CARRIED))(
  "CAND-3: an address that is %s counts as the one it carries",
  (_, carry) => {
    const telling = fc.constantFrom<V4>(
      [127, 0, 0, 1],
      [169, 254, 169, 254],
      [224, 0, 0, 1],
      [10, 0, 0, 1],
      [8, 8, 8, 8],
    );
    fc.assert(
      fc.property(fc.oneof(telling, v4), (address) => {
        expect(scopeOf(carry(address))).toBe(scopeOf(address.join(".")));
      }),
    );
  },
);

test("CAND-3: the compatible form counts as the one it carries, but for :: and ::1", () => {
  expect(scopeOf("::127.0.0.1")).toBe("loopback");
  expect(scopeOf("::a9fe:a9fe")).toBe("metadata");
  expect(scopeOf("::8.8.8.8")).toBe("public");
});

test("CAND-1: a text is an address exactly when Node's parser says so", () => {
  const group = fc.constantFrom(
    "",
    "0",
    "1",
    "ffff",
    "fe80",
    "64",
    "ff9b",
    "2002",
    "g",
    "12345",
    "1.2.3.4",
    "7f00",
  );
  const text = fc.oneof(
    fc.ipV4(),
    fc.ipV4Extended(),
    fc.ipV6(),
    fc.array(group, { maxLength: 9 }).map((groups) => groups.join(":")),
    fc
      .array(fc.constantFrom("0", "1", "255", "256", "01", ""), { maxLength: 5 })
      .map((parts) => parts.join(".")),
    fc.string({ unit: fc.constantFrom(..."0123456789abcdef:.") }),
  );
  fc.assert(
    fc.property(text, (address) => {
      expect(scopeOf(address) !== undefined, address).toBe(isIPv4(address) || isIPv6(address));
    }),
    { numRuns: 5000 },
  );
});

test("F-05: nothing in a refused range of Node's own list is ever public, private or mdns", () => {
  const refused = new BlockList();
  for (const [net, bits] of [
    ["0.0.0.0", 8],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
    ["224.0.0.0", 4],
    ["240.0.0.0", 4],
  ] as const) {
    refused.addSubnet(net, bits, "ipv4");
  }
  for (const [net, bits] of [
    ["::", 128],
    ["::1", 128],
    ["fe80::", 10],
    ["ff00::", 8],
  ] as const) {
    refused.addSubnet(net, bits, "ipv6");
  }
  const harmless = new Set<AddressScope | undefined>(["public", "private", "mdns"]);
  const near = fc.tuple(
    fc.constantFrom(0, 127, 169, 224, 239, 240, 255),
    fc.constantFrom(0, 254, 255),
    fc.nat(255),
    fc.nat(255),
  );
  fc.assert(
    fc.property(fc.oneof(v4, near), fc.ipV6(), (four, six) => {
      const text = four.join(".");
      expect(harmless.has(scopeOf(text)), text).toBe(!refused.check(text) && scopeOf(text) !== "metadata");
      if (refused.check(six, "ipv6")) expect(harmless.has(scopeOf(six)), six).toBe(false);
    }),
    { numRuns: 3000 },
  );
});
