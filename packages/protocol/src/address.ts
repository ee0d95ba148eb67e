/** What an IP address, or the name in its place, can reach. */
export type AddressScope =
  | "public"
  /** RFC 1918, RFC 6598, RFC 4193 and the retired site-local range. */
  | "private"
  /** A `<uuid>.local` name that stands for a private address (RFC 8828, draft-ietf-mmusic-mdns-ice-candidates). */
  | "mdns"
  | "loopback"
  | "link-local"
  | "multicast"
  | "unspecified"
  | "broadcast"
  /** Never a host's own: RFC 1112 section 4, and RFC 8215, whose IPv4 part can start anywhere. */
  | "reserved"
  /** Where clouds tell a machine its secrets. */
  | "metadata";

type Range = readonly [words: readonly number[], bits: number, scope: AddressScope];

const V4: readonly Range[] = [
  [[169, 254, 169, 254], 32, "metadata"],
  [[100, 100, 100, 200], 32, "metadata"],
  [[168, 63, 129, 16], 32, "metadata"],
  [[192, 0, 0, 192], 32, "metadata"],
  [[255, 255, 255, 255], 32, "broadcast"],
  [[0, 0, 0, 0], 8, "unspecified"],
  [[127, 0, 0, 0], 8, "loopback"],
  [[169, 254, 0, 0], 16, "link-local"],
  [[224, 0, 0, 0], 4, "multicast"],
  [[240, 0, 0, 0], 4, "reserved"],
  [[10, 0, 0, 0], 8, "private"],
  [[172, 16, 0, 0], 12, "private"],
  [[192, 168, 0, 0], 16, "private"],
  [[100, 64, 0, 0], 10, "private"],
];

const V6: readonly Range[] = [
  [[0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254], 128, "metadata"],
  [[0, 0, 0, 0, 0, 0, 0, 0], 128, "unspecified"],
  [[0, 0, 0, 0, 0, 0, 0, 1], 128, "loopback"],
  [[0xfe80], 10, "link-local"],
  [[0xff00], 8, "multicast"],
  [[0xfc00], 7, "private"],
  [[0xfec0], 10, "private"],
  [[0x64, 0xff9b, 1], 48, "reserved"],
];

/** Prefixes whose addresses lead to an IPv4 address, and the word (of 16 bits) where it starts. */
const CARRIERS: readonly (readonly [words: readonly number[], bits: number, at: number, inverted?: true])[] =
  [
    // RFC 4291 2.5.5: mapped, and the retired compatible form.
    [[0, 0, 0, 0, 0, 0xffff], 96, 6],
    [[0, 0, 0, 0, 0, 0], 96, 6],
    // RFC 2765: translated.
    [[0, 0, 0, 0, 0xffff, 0], 96, 6],
    // RFC 6052: NAT64.
    [[0x64, 0xff9b, 0, 0, 0, 0], 96, 6],
    // RFC 3056: 6to4.
    [[0x2002], 16, 1],
    // RFC 4380: Teredo, whose client address is written inverted.
    [[0x2001, 0], 32, 6, true],
  ];

const inRange = (
  address: readonly number[],
  words: readonly number[],
  bits: number,
  width: 8 | 16,
): boolean => {
  for (let i = 0, left = bits; left > 0; i++, left -= width) {
    const spare = Math.max(0, width - left);
    if ((address[i] ?? 0) >> spare !== (words[i] ?? 0) >> spare) return false;
  }
  return true;
};

const parseV4 = (text: string): readonly number[] | undefined => {
  if (!/^(?:(?:0|[1-9]\d{0,2})(?:\.|$)){4}$/.test(text) || text.endsWith(".")) return undefined;
  const bytes = text.split(".").map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
};

const parseGroups = (text: string): readonly number[] | undefined => {
  if (text === "") return [];
  const groups = text.split(":");
  return groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
    ? groups.map((group) => Number.parseInt(group, 16))
    : undefined;
};

/** The last 32 bits may be written as an IPv4 address (RFC 4291 2.2); returns the text without it. */
const splitV4Tail = (
  text: string,
): { readonly head: string; readonly tail: readonly number[] } | undefined => {
  const at = text.lastIndexOf(":") + 1;
  if (!text.includes(".")) return { head: text, tail: [] };
  const v4 = parseV4(text.slice(at));
  if (!v4 || at === 0) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = v4;
  // Keeps "::" whole, drops the single colon before the tail.
  const head = text.slice(0, at).replace(/([^:]):$/, "$1");
  return { head, tail: [(a << 8) | b, (c << 8) | d] };
};

const parseV6 = (text: string): readonly number[] | undefined => {
  const split = splitV4Tail(text);
  const halves = split?.head.split("::");
  if (!split || !halves || halves.length > 2) return undefined;
  const left = parseGroups(halves[0] ?? "");
  const right = parseGroups(halves[1] ?? "");
  if (!left || !right) return undefined;
  const written = left.length + right.length + split.tail.length;
  if (halves.length === 1) return written === 8 ? [...left, ...split.tail] : undefined;
  if (written > 7) return undefined;
  return [...left, ...new Array<number>(8 - written).fill(0), ...right, ...split.tail];
};

const find = (ranges: readonly Range[], address: readonly number[], width: 8 | 16): AddressScope =>
  ranges.find(([words, bits]) => inRange(address, words, bits, width))?.[2] ?? "public";

const scopeOfV6 = (address: readonly number[]): AddressScope => {
  const own = find(V6, address, 16);
  if (own !== "public") return own;
  const carrier = CARRIERS.find(([words, bits]) => inRange(address, words, bits, 16));
  if (!carrier) return "public";
  const [, , at, inverted] = carrier;
  const flip = inverted ? 0xffff : 0;
  const [high = 0, low = 0] = address.slice(at, at + 2).map((word) => word ^ flip);
  return find(V4, [high >> 8, high & 0xff, low >> 8, low & 0xff], 8);
};

/**
 * What `address` can reach (SPEC CAND-3): a literal IPv4 or IPv6 address or a `<uuid>.local` name. An address that
 * leads to an IPv4 address counts as that address. Undefined for everything else: names, zones, odd spellings.
 */
export const scopeOf = (address: string): AddressScope | undefined => {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.local$/i.test(address)) return "mdns";
  const v4 = parseV4(address);
  if (v4) return find(V4, v4, 8);
  const v6 = parseV6(address);
  return v6 ? scopeOfV6(v6) : undefined;
};
