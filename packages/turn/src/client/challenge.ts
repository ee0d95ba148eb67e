import { NONCE } from "../stun/attributes/nonce.ts";
import { REALM } from "../stun/attributes/realm.ts";
import type { StunMessage } from "../stun/message.ts";
import { TurnClientError } from "./errors.ts";

/** What a server says that wants credentials: RFC 8489 section 9.2. */
export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
}

/** Reads a 401 or 438. @throws TurnClientError challenge-incomplete */
export function readChallenge(answer: StunMessage): Challenge {
  const realm = answer.read(REALM);
  const nonce = answer.read(NONCE);
  const isComplete = typeof realm === "string" && realm !== "" && typeof nonce === "string" && nonce !== "";
  if (!isComplete) throw new TurnClientError("challenge-incomplete");
  return { realm, nonce };
}
