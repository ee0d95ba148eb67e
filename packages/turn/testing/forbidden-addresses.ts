import { type IpAddress, ipv4, ipv6, parseIp } from "../src/stun/ip-address.ts";

// Written down apart from the server's own list: the IANA special-purpose registries (RFC 6890), multicast, what was
// deprecated, and where clouds keep their secrets.

const IPV4_RANGES = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
];

const IPV4_PLACES = ["127.0.0.1", "169.254.169.254", "100.100.100.200", "168.63.129.16", "255.255.255.255"];

const IPV6_RANGES = [
  ["::", "::1"],
  ["::2", "::ffff:ffff"],
  ["64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"],
  ["100::", "100::ffff:ffff:ffff:ffff"],
  ["100:0:0:1::", "100:0:0:1:ffff:ffff:ffff:ffff"],
  ["2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["2620:4f:8000::", "2620:4f:8000:ffff:ffff:ffff:ffff:ffff"],
  ["3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["fd00:ec2::254", "fd00:ec2::254"],
].flat();

/** Every way an IPv4 address is written as an IPv6 one; of a prefix of 48 bits all three ways of RFC 6052 section 2.2. */
const ENCODINGS: Readonly<Record<string, (word: number) => IpAddress>> = {
  "v4-mapped": (word) => ipv6(0, 0, 0xffff, word),
  "v4-compatible": (word) => ipv6(0, 0, 0, word),
  translated: (word) => ipv6(0, 0xffff, 0, word),
  "NAT64 64:ff9b::/96": (word) => ipv6(0x0064ff9b, 0, 0, word),
  "NAT64 64:ff9b:1::/48": (word) => ipv6(0x0064ff9b, 0x00010000 | (word >>> 16), (word & 0xffff) << 8, 0),
  "NAT64 64:ff9b:1::/64": (word) => ipv6(0x0064ff9b, 0x00010000, word >>> 8, word << 24),
  "NAT64 64:ff9b:1::/96": (word) => ipv6(0x0064ff9b, 0x00010000, 0, word),
  "6to4": (word) => ipv6(0x20020000 | (word >>> 16), word << 16, 0, 1),
  Teredo: (word) => ipv6(0x20010000, 0x01020304, 0, ~word),
};

/** The first, the last and one address in the middle of every range, and single places: IPv4. */
export function forbiddenIpv4(): IpAddress[] {
  return [...IPV4_RANGES.flatMap(samplesOf), ...IPV4_PLACES.map(read)];
}

/** The same of IPv6, and every IPv4 one in every encoding. */
export function forbiddenIpv6(): IpAddress[] {
  const encoded = forbiddenIpv4().flatMap(({ w0 }) => Object.values(ENCODINGS).map((encode) => encode(w0)));
  return [...IPV6_RANGES.map(read), ...encoded];
}

function samplesOf(range: string): IpAddress[] {
  const [address = "", bits] = range.split("/");
  const first = read(address).w0;
  const last = first | (0xffff_ffff >>> Number(bits));
  const middle = (first | (0x5555_5555 & (0xffff_ffff >>> Number(bits)))) >>> 0;
  return [first, middle, last].map((word) => ipv4(word));
}

function read(text: string): IpAddress {
  const ip = parseIp(text);
  if (ip === undefined) throw new Error(`${text} is no address`);
  return ip;
}
