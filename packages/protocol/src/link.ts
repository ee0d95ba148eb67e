import { type Bytes, concat, fromBase64url, toBase64url } from "./bytes.ts";
import { ProtocolError } from "./errors.ts";
import { PROTOCOL_VERSION } from "./version.ts";

/** What a call link holds: SPEC LINK-1. */
export interface LinkSecret {
  /** 16 random bytes, made by the host's device. */
  readonly secret: Bytes;
  /** First 16 bytes of the hash of the host's public key (SPEC KEY-2). */
  readonly hostKeyHash: Bytes;
}

const FRAGMENT_LENGTH = 44;
const BYTES = 33;

/** The 44 characters behind the `#` of a call link. */
export const formatFragment = (link: LinkSecret): string =>
  toBase64url(concat(Uint8Array.of(PROTOCOL_VERSION), link.secret, link.hostKeyHash));

/**
 * Reads the 44 characters behind the `#`.
 * @throws ProtocolError `link-malformed`, `link-truncated` (cut off) or `link-version` (made by a newer version)
 */
export const parseFragment = (text: string): LinkSecret => {
  if (!/^[A-Za-z0-9_-]+$/.test(text) || text.length > FRAGMENT_LENGTH) {
    throw new ProtocolError("link-malformed");
  }
  if (text.length < FRAGMENT_LENGTH) {
    // Every link so far begins with a version below 4, whose six first bits are an A; any other short word is none.
    throw new ProtocolError(text.startsWith("A") ? "link-truncated" : "link-malformed");
  }
  const bytes = fromBase64url(text, BYTES);
  const version = bytes[0] ?? 0;
  if (version > PROTOCOL_VERSION) throw new ProtocolError("link-version");
  if (version !== PROTOCOL_VERSION) throw new ProtocolError("link-malformed", "version 0");
  return { secret: bytes.slice(1, 17), hostKeyHash: bytes.slice(17) };
};

/** Longest text that can be an address; more is no link, and is not searched for one. */
const MAX_PASTED = 4096;

/** Spaces, brackets, quotes and punctuation that mail programs and people put around a link. */
const AROUND = /^[\s<>"'“”„‘’«»([{]+|[\s<>"'“”„‘’«»)\]}.,;:!?]+$/gu;

const originOf = (address: string): string => {
  let url: URL;
  try {
    url = new URL(address);
  } catch (cause) {
    throw new ProtocolError("link-malformed", "not an address", { cause });
  }
  if (!/^https?:$/.test(url.protocol) || !/\/c\/?$/.test(url.pathname)) {
    throw new ProtocolError("link-malformed", "not the address of a call");
  }
  return url.origin;
};

/**
 * Reads what a person pasted: a whole address ending in `/c/#...` (any origin, any folder before `/c/`),
 * `#fragment` or the bare fragment, whatever a mail program put around it.
 * @returns the link; `origin` when an address with its scheme was given
 * @throws ProtocolError `link-malformed`, `link-truncated` or `link-version`
 */
export const parseLink = (text: string): LinkSecret & { readonly origin?: string } => {
  if (text.length > MAX_PASTED) throw new ProtocolError("link-malformed", "longer than an address");
  const trimmed = text.replace(AROUND, "");
  const hash = trimmed.indexOf("#");
  const address = hash < 0 ? trimmed : trimmed.slice(0, hash);
  const fragment = hash < 0 ? "" : trimmed.slice(hash + 1);
  if (hash < 0 && !/[/.:]/.test(address)) return parseFragment(address);
  if (address === "") return parseFragment(fragment);
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(address);
  const origin = originOf(scheme ? address : `https://${address}`);
  if (fragment === "") throw new ProtocolError("link-truncated");
  return scheme ? { ...parseFragment(fragment), origin } : parseFragment(fragment);
};
