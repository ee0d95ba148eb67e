import { randomBytes } from "node:crypto";
import { type Credentials, issueCredentials } from "@onecall/turn";
import type { CheckedServer } from "./checked-server.ts";

/**
 * The call the doctor relays in on a server of its own, on the seat of someone who tests alone (TURN-33): the running server admits it
 * at its start. Only who has the secrets can take part in it.
 */
export const DOCTOR_CALL = "doctor";

const LIFETIME = 600;
/** Far enough that no clock is so wrong, and below 2^31, which some servers count with. */
const FAR = 315_360_000;

/** Credentials as devices get them; `far` for ones that are good for ten years. */
export const doctorCredentials = (
  kind: CheckedServer["kind"],
  secret: string,
  validity: "as-devices" | "far" = "as-devices",
): Credentials => {
  // Elsewhere a name of its own each time, so that no quota counts the ways together.
  const tag = kind === "own" ? DOCTOR_CALL : `doctor-${randomBytes(8).toString("hex")}`;
  const now = Math.floor(Date.now() / 1_000);
  return issueCredentials(secret, tag, "test", now + (validity === "far" ? FAR : LIFETIME));
};
