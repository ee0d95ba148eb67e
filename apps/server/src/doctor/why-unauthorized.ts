import { type ConnectOptions, openAllocation, type ServerUrl, TurnClientError } from "@onecall/turn/client";
import type { CheckedServer } from "./checked-server.ts";
import { doctorCredentials } from "./doctor-credentials.ts";
import { type Finding, wrong } from "./finding.ts";

/** A 401 says nothing about its reason: found out by trying what else could be accepted. */
export const whyUnauthorized = async (
  server: CheckedServer,
  url: ServerUrl,
  options: ConnectOptions,
): Promise<Finding> => {
  const [first = "", ...others] = server.secrets;
  if (await isAccepted(server, first, "far", url, options)) {
    return wrong(
      "Its clock is ahead of this machine's by more than 10 minutes (401): set both by NTP (timedatectl set-ntp true).",
    );
  }
  for (const [index, secret] of others.entries()) {
    if (await isAccepted(server, secret, "as-devices", url, options)) {
      return wrong(
        `It accepts secret ${index + 2} of the list and not the first, which devices get credentials of (401): give it the first too.`,
      );
    }
  }
  return wrong(WRONG_SECRET[server.kind]);
};

const WRONG_SECRET = {
  own: "The running server has other secrets (401): restart it with the turnSecrets used here.",
  external:
    "It knows none of its secrets (401): give it the first of them, for its realm and with use-auth-secret.",
} as const;

const isAccepted = async (
  server: CheckedServer,
  secret: string,
  validity: "as-devices" | "far",
  url: ServerUrl,
  options: ConnectOptions,
): Promise<boolean> => {
  try {
    const allocation = await openAllocation(url, doctorCredentials(server.kind, secret, validity), options);
    await allocation.close();
    return true;
  } catch (error) {
    if (error instanceof TurnClientError && error.refusal?.status === 401) return false;
    throw error;
  }
};
