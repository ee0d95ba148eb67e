import type { IntegrityKind } from "../stun/integrity.ts";
import type { StunMessage } from "../stun/message.ts";
import type { MessageWriter } from "../stun/message-writer.ts";
import type { User } from "./credentials.ts";
import type { Path } from "./path.ts";

/** Who asks, proven by the message's integrity. */
export interface Identity {
  readonly user: User;
  readonly password: string;
  /** Key and kind for the integrity of the answer. */
  readonly key: Buffer;
  readonly integrity: IntegrityKind;
}

/** A request as it came; `now` in milliseconds on the server's clock. */
export interface Request {
  readonly path: Path;
  readonly message: StunMessage;
  readonly now: number;
}

/** A request of a known user. */
export interface UserRequest extends Request {
  readonly identity: Identity;
}

/** Error codes of RFC 8489 section 14.8, RFC 8656 section 19 and RFC 8016 section 3.4 that this server sends. */
export type ErrorCode = 300 | 400 | 401 | 403 | 405 | 420 | 437 | 438 | 440 | 441 | 442 | 443 | 486 | 508;

/** What a method makes of a request. */
export type Outcome =
  | {
      readonly kind: "success";
      readonly write?: (writer: MessageWriter) => void;
      /** Called with the answer before it goes out. */
      readonly after?: (answer: Buffer) => void;
    }
  | { readonly kind: "error"; readonly code: ErrorCode; readonly write?: (writer: MessageWriter) => void };

export function success(write?: (writer: MessageWriter) => void, after?: (answer: Buffer) => void): Outcome {
  return { kind: "success", ...(write && { write }), ...(after && { after }) };
}

export function refuse(code: ErrorCode, write?: (writer: MessageWriter) => void): Outcome {
  return write === undefined ? { kind: "error", code } : { kind: "error", code, write };
}
