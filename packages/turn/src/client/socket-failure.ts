import { TurnClientError, type TurnClientErrorCode } from "./errors.ts";

const MEANINGS = new Map<unknown, TurnClientErrorCode>([
  ["ENOTFOUND", "name-not-found"],
  ["EAI_AGAIN", "name-not-found"],
  ["EAI_NODATA", "name-not-found"],
  ["ECONNREFUSED", "refused"],
  ["ENETUNREACH", "unreachable"],
  ["EHOSTUNREACH", "unreachable"],
  ["EADDRNOTAVAIL", "unreachable"],
  ["EAFNOSUPPORT", "unreachable"],
  ["EINVAL", "unreachable"],
  // A firewall of this machine that rejects.
  ["EACCES", "unreachable"],
  ["EPERM", "unreachable"],
  ["ETIMEDOUT", "timeout"],
  ["ECONNRESET", "closed"],
  ["EPIPE", "closed"],
  ["CERT_HAS_EXPIRED", "certificate-expired"],
  ["CERT_NOT_YET_VALID", "certificate-early"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "certificate-name"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "certificate-untrusted"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "certificate-untrusted"],
  ["UNABLE_TO_GET_ISSUER_CERT", "certificate-untrusted"],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "certificate-untrusted"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "certificate-untrusted"],
  ["CERT_UNTRUSTED", "certificate-untrusted"],
  ["INVALID_CA", "certificate-untrusted"],
  ["INVALID_PURPOSE", "certificate-untrusted"],
]);

/** What an error of a socket or of a look-up means; `fallback` for those that are not listed. */
export function socketFailure(error: unknown, fallback: TurnClientErrorCode): TurnClientError {
  const system = error instanceof Error && "code" in error ? error.code : undefined;
  return new TurnClientError(MEANINGS.get(system) ?? fallback, { cause: error });
}
