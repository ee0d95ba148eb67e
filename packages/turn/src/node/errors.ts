const SENTENCES = {
  "secret-missing": "At least one shared secret is needed. Make one with: openssl rand -base64 32",
  "secret-length": "A shared secret has 16 to 256 characters. Make one with: openssl rand -base64 32",
  "nonce-key-length": "The nonce key has 32 bytes.",
  "realm-invalid": "The realm has 1 to 12 visible ASCII characters.",
  "limit-invalid": "A limit is a positive number, and the longest lifetime is 600 to 3600 seconds.",
  "address-invalid": "This is not an IP address of the family it is given for.",
  "range-invalid": "This is not a range of addresses like 10.0.0.0/8 or fc00::/7.",
  "ports-invalid": "The relay ports are a range from 1024 to 65535 with the first not above the last.",
  "ports-overlap": "The relay ports include a port that the server itself listens on. Move one of them.",
  "relay-address-missing":
    "No address to relay from was found. Set the address under which the internet reaches this server.",
  "listen-invalid": "At most 8 UDP listeners are possible.",
  "certificate-bad":
    "The certificate or its key can not be used for TLS. Both must be PEM and belong together.",
  "port-in-use": "Another program uses this port already.",
  "port-privileged": "Ports below 1024 need the right to bind them (CAP_NET_BIND_SERVICE or root).",
  "address-unavailable": "This machine does not have that address.",
  "listen-failed": "The address and port can not be listened on.",
  "thread-ended": "The thread of the TURN server is not there any more.",
  "call-tag-invalid": "A call tag has 1 to 64 letters, digits, dashes or underscores.",
} as const;

/** What can be wrong with the options or at the start. */
export type TurnErrorCode = keyof typeof SENTENCES;

/** The one error class of this package; the message says what to do, `cause` what the system said. */
export class TurnError extends Error {
  override readonly name = "TurnError";
  readonly code: TurnErrorCode;
  /** What the sentence is about: a listener, an address, a range. */
  readonly detail: string | undefined;

  constructor(code: TurnErrorCode, detail?: string, cause?: unknown) {
    const sentence = detail === undefined ? SENTENCES[code] : `${detail}: ${SENTENCES[code]}`;
    super(sentence, cause === undefined ? undefined : { cause });
    this.code = code;
    this.detail = detail;
  }
}

/** The error of a listener that did not start. `place` is like `udp 0.0.0.0:3478`. */
export function listenError(place: string, cause: unknown): TurnError {
  const system = cause instanceof Error && "code" in cause ? cause.code : undefined;
  switch (system) {
    case "EADDRINUSE":
      return new TurnError("port-in-use", place, cause);
    case "EACCES":
    case "EPERM":
      return new TurnError("port-privileged", place, cause);
    case "EADDRNOTAVAIL":
    case "EINVAL":
      return new TurnError("address-unavailable", place, cause);
    default:
      return new TurnError("listen-failed", place, cause);
  }
}
