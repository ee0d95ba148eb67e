import { SERVER_ERRORS } from "@onecall/protocol";

/** Refusals over HTTP: status and the sentence that says what to do. Sent as `{ code, message }`. */
const HTTP_ERRORS = {
  "bad-request": [400, "The request is not one this server understands."],
  "origin-refused": [
    403,
    "Pages of this address may not use this server. Its operator can list the address with --origins or --public-url.",
  ],
  "not-found": [404, "There is nothing at this address."],
  timeout: [408, "The request took too long. Try again."],
  rate: [429, SERVER_ERRORS.rate],
  "headers-too-large": [431, "The headers of the request are too large."],
  internal: [500, "Something went wrong on the server. Try again in a moment."],
  drain: [503, SERVER_ERRORS.drain],
} as const;

export type HttpErrorCode = keyof typeof HTTP_ERRORS;

export const statusOf = (code: HttpErrorCode): number => HTTP_ERRORS[code][0];

/** Body of a refusal. */
export const errorBody = (code: HttpErrorCode): { code: HttpErrorCode; message: string } => ({
  code,
  message: HTTP_ERRORS[code][1],
});

/** A whole HTTP/1.1 answer, for sockets that have no response object. */
export const rawAnswer = (code: HttpErrorCode, reason: string): string => {
  const body = JSON.stringify(errorBody(code));
  return [
    `HTTP/1.1 ${statusOf(code)} ${reason}`,
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "X-Content-Type-Options: nosniff",
    "Connection: close",
    "",
    body,
  ].join("\r\n");
};
