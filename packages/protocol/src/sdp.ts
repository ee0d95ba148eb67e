import { type Bytes, equal, fromHex } from "./bytes.ts";
import { ProtocolError } from "./errors.ts";

/** SPEC SDP-1. */
const MAX = { bytes: 16_384, lines: 600, line: 1024, media: 5 } as const;

/** Attributes that have no place in a description of onecall/1 (SPEC SDP-3): addresses, and keys that are not DTLS. */
const REFUSED = new Set(["candidate", "remote-candidates", "crypto", "key-mgmt", "zrtp-hash"]);

/** Attributes whose values are checked (SPEC SDP-2). */
const VALUES: ReadonlyMap<string, Readonly<Record<"offer" | "answer", RegExp>>> = new Map([
  ["setup", { offer: /^(?:actpass|active|passive)$/, answer: /^(?:active|passive)$/ }],
  ["ice-ufrag", both(/^[A-Za-z0-9+/]{4,256}$/)],
  ["ice-pwd", both(/^[A-Za-z0-9+/]{22,256}$/)],
  ["sctp-port", both(/^\d{1,5}$/)],
  ["max-message-size", both(/^\d{1,20}$/)],
  ["rtcp", both(/^[09](?: IN (?:IP4 0\.0\.0\.0|IP6 ::))?$/)],
]);
const REQUIRED = ["ice-ufrag", "ice-pwd", "setup"];

function both(pattern: RegExp) {
  return { offer: pattern, answer: pattern };
}

const refuse = (detail: string, cause?: unknown): never => {
  throw new ProtocolError("sdp-refused", detail, cause === undefined ? undefined : { cause });
};

interface Attribute {
  /** Lower case: browsers differ in whether case matters. */
  readonly name: string;
  readonly value: string;
}

interface Description {
  readonly attributes: readonly Attribute[];
  readonly media: readonly string[];
  readonly connections: readonly string[];
}

/** SPEC SDP-1: nothing two parsers could read differently. */
const readLines = (text: string): readonly string[] => {
  if (text.length > MAX.bytes) refuse("longer than 16 KiB");
  if (!/^(?:[\x20-\x7e]*\r\n)+$/.test(text)) refuse("not lines of printable ASCII");
  const lines = text.slice(0, -2).split("\r\n");
  if (lines.length > MAX.lines) refuse("more than 600 lines");
  if (lines[0] !== "v=0") refuse("version");
  for (const line of lines) {
    if (line.length > MAX.line) refuse("a line longer than 1 KiB");
    if (!/^[vostcbma]=\S/.test(line)) refuse("a line of unknown type");
  }
  return lines;
};

const readAttribute = (line: string): Attribute => {
  const match = /^a=([A-Za-z0-9-]+)(?::(.*))?$/.exec(line);
  const [, name = "", value = ""] = match ?? refuse("malformed attribute");
  return { name: name.toLowerCase(), value };
};

const read = (text: string): Description => {
  const lines = readLines(text);
  const ofType = (type: string) => lines.filter((line) => line.startsWith(type));
  return { attributes: ofType("a=").map(readAttribute), media: ofType("m="), connections: ofType("c=") };
};

const valuesOf = ({ attributes }: Description, name: string): readonly string[] =>
  attributes.filter((attribute) => attribute.name === name).map(({ value }) => value);

const checkMedia = ({ media, connections }: Description): void => {
  if (media.length === 0 || media.length > MAX.media) refuse("1 to 5 media sections");
  for (const line of media) {
    // Port 9 stands for "candidates follow", 0 for a refused section (RFC 8829 5.2.1, 5.3.1).
    const rtp = /^m=(?:audio|video) [09] UDP\/TLS\/RTP\/SAVPF(?: \d{1,3})+$/.test(line);
    const data = /^m=application [09] (?:UDP|TCP)\/DTLS\/SCTP webrtc-datachannel$/.test(line);
    if (!rtp && !data) refuse("a media section of another kind");
  }
  for (const line of connections) {
    if (!/^c=IN (?:IP4 0\.0\.0\.0|IP6 ::)$/.test(line)) refuse("an address in a connection line");
  }
};

const fingerprintsOf = (description: Description): readonly Bytes[] =>
  valuesOf(description, "fingerprint").map((value) => {
    const [, hex = ""] =
      /^sha-256 ([0-9a-f]{2}(?::[0-9a-f]{2}){31})$/i.exec(value) ??
      refuse("a fingerprint that is not SHA-256");
    return fromHex(hex.replaceAll(":", ""));
  });

const checkAttributes = (description: Description, type: "offer" | "answer"): void => {
  for (const { name, value } of description.attributes) {
    if (REFUSED.has(name)) refuse(`an attribute ${name}`);
    if (VALUES.get(name)?.[type].test(value) === false) refuse(name);
  }
  for (const name of REQUIRED) {
    if (valuesOf(description, name).length === 0) refuse(`no ${name}`);
  }
};

/**
 * SPEC SDP-1 to SDP-3: checks a description the other device sent before the browser sees it.
 * @param expected `fingerprint`: the 32 bytes its FIN proved, the only ones any `a=fingerprint` may hold
 * @returns `text` as it is
 * @throws ProtocolError `sdp-refused`
 */
export const checkSdp = (
  text: string,
  expected: { readonly fingerprint: Bytes; readonly type: "offer" | "answer" },
): string => {
  const description = read(text);
  checkMedia(description);
  checkAttributes(description, expected.type);
  const fingerprints = fingerprintsOf(description);
  if (fingerprints.length === 0) refuse("no fingerprint");
  if (!fingerprints.every((found) => equal(found, expected.fingerprint)))
    refuse("a fingerprint nobody proved");
  return text;
};
