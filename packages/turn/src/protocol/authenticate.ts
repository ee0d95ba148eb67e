import { NONCE } from "../stun/attributes/nonce.ts";
import { ALGORITHM, PASSWORD_ALGORITHM } from "../stun/attributes/password-algorithm.ts";
import { PASSWORD_ALGORITHMS } from "../stun/attributes/password-algorithms.ts";
import { REALM } from "../stun/attributes/realm.ts";
import { USERHASH } from "../stun/attributes/userhash.ts";
import { USERNAME } from "../stun/attributes/username.ts";
import { integrityOf, isIntegrityRight, longTermKey } from "../stun/integrity.ts";
import { MALFORMED, type StunMessage } from "../stun/message.ts";
import { OFFERED_ALGORITHMS } from "./answer.ts";
import { passwordFor, readUser, type User } from "./credentials.ts";
import { announcesAlgorithms, type Nonces } from "./nonce.ts";
import type { Identity, Request } from "./request.ts";
import type { UserHashes } from "./user-hashes.ts";

/** What the check of credentials needs to know. */
export interface Authority {
  readonly realm: string;
  readonly secrets: readonly string[];
  readonly nonces: Nonces;
  readonly hashes: UserHashes;
  /** Whether user names must name a seat. */
  readonly seats: boolean;
}

export type Authentication =
  | { readonly kind: "known"; readonly identity: Identity }
  | { readonly kind: "unknown"; readonly code: 400 | 401 | 438 };

const BAD_REQUEST: Authentication = { kind: "unknown", code: 400 };
const UNAUTHENTICATED: Authentication = { kind: "unknown", code: 401 };
const STALE: Authentication = { kind: "unknown", code: 438 };

/**
 * RFC 8489 section 9.2.4, in its order. The integrity is checked before anything else of the message is used; whether
 * the credentials have run out is not asked here, only Allocate asks. `seconds` since 1970.
 */
export function authenticate(authority: Authority, request: Request, seconds: number): Authentication {
  const { message, path } = request;
  const integrity = integrityOf(message);
  if (integrity === undefined) return UNAUTHENTICATED;
  const realm = message.read(REALM);
  const nonce = message.read(NONCE);
  if (realm === undefined || realm === MALFORMED) return BAD_REQUEST;
  if (nonce === undefined || nonce === MALFORMED) return BAD_REQUEST;
  const named = readName(message);
  if (named === undefined) return BAD_REQUEST;
  const algorithm = chosenAlgorithm(message, nonce);
  if (algorithm === undefined) return BAD_REQUEST;
  if (!authority.nonces.isFresh(nonce, path.ip, path.port, seconds)) return STALE;
  if (realm !== authority.realm) return UNAUTHENTICATED;
  const user = resolve(authority, request, named);
  if (user === undefined) return UNAUTHENTICATED;
  for (const password of passwords(authority, request, user)) {
    const key = longTermKey(algorithm, user.username, realm, password);
    if (isIntegrityRight(message, integrity, key)) {
      return { kind: "known", identity: { user, password, key, integrity } };
    }
  }
  return UNAUTHENTICATED;
}

/** USERNAME, or USERHASH where the client hides its name. */
function readName(message: StunMessage): string | Buffer | undefined {
  const name = message.read(USERNAME) ?? message.read(USERHASH);
  return name === MALFORMED ? undefined : name;
}

/** RFC 8489 section 9.2.4: MD5 unless both attributes are there, ours unchanged and theirs one of them. */
function chosenAlgorithm(message: StunMessage, nonce: string): number | undefined {
  const chosen = message.read(PASSWORD_ALGORITHM);
  const offered = message.read(PASSWORD_ALGORITHMS);
  if (!announcesAlgorithms(nonce) || (chosen === undefined && offered === undefined)) return ALGORITHM.md5;
  if (chosen === undefined || chosen === MALFORMED) return undefined;
  if (offered === undefined || offered === MALFORMED) return undefined;
  const unchanged =
    offered.length === OFFERED_ALGORITHMS.length &&
    offered.every((algorithm, index) => algorithm === OFFERED_ALGORITHMS[index]);
  return unchanged && OFFERED_ALGORITHMS.includes(chosen) ? chosen : undefined;
}

function resolve(authority: Authority, { path, now }: Request, named: string | Buffer): User | undefined {
  if (typeof named === "string") {
    const current = path.allocation?.user;
    return current?.username === named ? current : readUser(named, authority.seats);
  }
  const username = authority.hashes.usernameOf(named, now) ?? path.allocation?.user.username;
  return username === undefined ? undefined : readUser(username, authority.seats);
}

/** The allocation's own password goes first: it stays good when its secret is taken out of use. */
function passwords(authority: Authority, { path }: Request, user: User): string[] {
  const current = path.allocation?.user.username === user.username ? path.allocation.password : undefined;
  if (current !== undefined) return [current];
  return authority.secrets.map((secret) => passwordFor(secret, user.username));
}
