import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import type { Config } from "../config/schema.ts";
import { StartError } from "../start-error.ts";

/** A certificate with its chain and its private key, PEM. */
export interface KeyPair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/**
 * Reads the certificate of the port, if there is one.
 * @throws StartError certificate-bad when a file can not be read or the two can not be used together
 */
export const readKeyPair = ({ cert, key }: Pick<Config, "cert" | "key">): KeyPair | undefined => {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined)
    throw new StartError("certificate-bad", "--cert and --key belong together: give both, or neither.");
  const pair = { cert: read(cert, "--cert"), key: read(key, "--key") };
  try {
    createSecureContext(pair);
  } catch (cause) {
    throw new StartError(
      "certificate-bad",
      "--cert and --key can not be used: both must be PEM, the key must be the certificate's and have no passphrase.",
      { cause },
    );
  }
  return pair;
};

const read = (file: string, flag: string): Buffer => {
  try {
    return readFileSync(file);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown error";
    throw new StartError("certificate-bad", `${flag} ${JSON.stringify(file)} can not be read (${code}).`, {
      cause,
    });
  }
};
