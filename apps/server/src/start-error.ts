/** Why the server did not start. */
export type StartErrorCode =
  /** No such option, variable or key. */
  | "config-name"
  | "config-value"
  | "config-file"
  | "certificate-bad"
  | "turn-failed"
  | "port-in-use"
  | "port-forbidden"
  | "host-unknown"
  | "web-missing"
  | "listen-failed";

/** The server did not start; the message is the one sentence a person needs. */
export class StartError extends Error {
  override readonly name = "StartError";
  readonly code: StartErrorCode;

  constructor(code: StartErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
