import type { TransportAddress } from "../stun/ip-address.ts";

const SENTENCES = {
  "url-invalid":
    "This is not an address like stun:host:3478, turn:host:3478?transport=udp or turns:host:443?transport=tcp.",
  "name-not-found": "The host name is not known. Check its spelling and its DNS records.",
  refused: "Nothing listens there. Check that the server runs, its port, and the firewall.",
  unreachable: "There is no way from this machine to that address.",
  timeout: "No answer came in time. Check that the server runs, and that firewalls let its port through.",
  closed: "The server closed the connection. Check that TURN is served on this port.",
  "not-stun": "What answered does not speak STUN. Check the port and the transport.",
  "tls-failed": "There is no TLS on this port, or none that this machine speaks.",
  "certificate-expired": "The certificate has expired. Renew it.",
  "certificate-early":
    "The certificate is not valid yet. Check the clocks of this machine and of the server.",
  "certificate-name": "The certificate is for other names. Get one for the name in the address.",
  "certificate-untrusted":
    "Nobody this machine trusts has signed the certificate. Use one of a public authority, with the whole chain.",
  "answer-unsigned":
    "The answer was not signed with this password: another server or someone between answered.",
  "answer-incomplete": "The answer lacks what it must contain, or contains what can not be read.",
  "challenge-incomplete":
    "The server asks for credentials and does not tell its realm and nonce. Set a realm in its configuration.",
  "realm-changed":
    "The server names another realm with every answer: several servers with different realms share this address.",
  refusal: "The server refused.",
} as const;

/** What can go wrong between a client and a STUN or TURN server. */
export type TurnClientErrorCode = keyof typeof SENTENCES;

/** What an error answer said: RFC 8489 section 14.8. */
export interface RefusalDetail {
  /** 300 to 699. */
  readonly status: number;
  /** With 300 (RFC 8489 section 10): the server to ask instead. */
  readonly alternate: TransportAddress | undefined;
}

/** The one error class of the client; the message says what to do and holds no secret, `cause` what the system said. */
export class TurnClientError extends Error {
  override readonly name = "TurnClientError";
  readonly code: TurnClientErrorCode;
  /** What the server answered; only with the code `refusal`. */
  readonly refusal: RefusalDetail | undefined;

  constructor(
    code: TurnClientErrorCode,
    options: { readonly cause?: unknown; readonly refusal?: RefusalDetail } = {},
  ) {
    const { cause, refusal } = options;
    super(refusal === undefined ? SENTENCES[code] : `The server refused with ${refusal.status}.`, { cause });
    this.code = code;
    this.refusal = refusal;
  }
}
