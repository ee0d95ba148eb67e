import { isIP, isIPv4, isIPv6 } from "node:net";

/** What a PROXY protocol header says (HAProxy PROXY protocol, versions 1 and 2). */
export type ProxyHeader =
  /** The bytes begin with something else. */
  | { readonly kind: "none" }
  | { readonly kind: "incomplete" }
  | { readonly kind: "malformed" }
  /** `length`: bytes of the header; `source`: the client, if the proxy speaks for one. */
  | {
      readonly kind: "header";
      readonly length: number;
      readonly source: { readonly address: string; readonly port: number } | undefined;
    };

const NONE: ProxyHeader = { kind: "none" };
const INCOMPLETE: ProxyHeader = { kind: "incomplete" };
const MALFORMED: ProxyHeader = { kind: "malformed" };

const V1_PREFIX = Buffer.from("PROXY ");
/** Section 2.1: the longest line, line end included. */
const V1_LONGEST = 107;
const V2_SIGNATURE = Buffer.from("\r\n\r\n\0\r\nQUIT\n", "latin1");
const V2_FIXED = 16;
/** Addresses and what a proxy tells besides; more is no header we wait for. */
const V2_LONGEST = 4_096;

/** Reads the header at the start of a connection; `bytes` is what came so far. */
export const readProxyHeader = (bytes: Buffer): ProxyHeader => {
  if (startsLike(bytes, V1_PREFIX)) return bytes.length < V1_PREFIX.length ? INCOMPLETE : readV1(bytes);
  if (startsLike(bytes, V2_SIGNATURE)) return bytes.length < V2_FIXED ? INCOMPLETE : readV2(bytes);
  return NONE;
};

const startsLike = (bytes: Buffer, prefix: Buffer): boolean => {
  const length = Math.min(bytes.length, prefix.length);
  return bytes.subarray(0, length).equals(prefix.subarray(0, length));
};

const readV1 = (bytes: Buffer): ProxyHeader => {
  const end = bytes.subarray(0, V1_LONGEST).indexOf("\r\n");
  if (end < 0) return bytes.length < V1_LONGEST ? INCOMPLETE : MALFORMED;
  const length = end + 2;
  const [, family, address = "", , port = ""] = bytes.toString("latin1", 0, end).split(" ");
  if (family === "UNKNOWN") return { kind: "header", length, source: undefined };
  const isAddress = family === "TCP4" ? isIPv4(address) : family === "TCP6" && isIPv6(address);
  if (!isAddress || !/^\d{1,5}$/.test(port) || Number(port) > 65_535) return MALFORMED;
  return { kind: "header", length, source: { address, port: Number(port) } };
};

/** Version 2, command LOCAL: the proxy speaks for itself (section 2.2). */
const LOCAL = 0x20;
const PROXY = 0x21;
const FAMILIES = new Map([
  [0x11, { size: 4, length: 12 }],
  [0x21, { size: 16, length: 36 }],
]);

const readV2 = (bytes: Buffer): ProxyHeader => {
  const command = bytes.readUInt8(12);
  const rest = bytes.readUInt16BE(14);
  if ((command !== LOCAL && command !== PROXY) || rest > V2_LONGEST) return MALFORMED;
  const length = V2_FIXED + rest;
  if (bytes.length < length) return INCOMPLETE;
  const family = FAMILIES.get(bytes.readUInt8(13));
  if (command === LOCAL || !family) return { kind: "header", length, source: undefined };
  if (rest < family.length) return MALFORMED;
  const address = textOf(bytes.subarray(V2_FIXED, V2_FIXED + family.size));
  const port = bytes.readUInt16BE(V2_FIXED + 2 * family.size);
  return isIP(address) === 0 ? MALFORMED : { kind: "header", length, source: { address, port } };
};

/** IPv4-mapped addresses are the IPv4 addresses in them (RFC 4291 section 2.5.5.2). */
const MAPPED = Buffer.from("00000000000000000000ffff", "hex");

const textOf = (raw: Buffer): string => {
  if (raw.length === 4) return raw.join(".");
  if (raw.subarray(0, 12).equals(MAPPED)) return raw.subarray(12).join(".");
  const groups = Array.from({ length: 8 }, (_, at) => raw.readUInt16BE(2 * at).toString(16));
  return groups.join(":");
};
