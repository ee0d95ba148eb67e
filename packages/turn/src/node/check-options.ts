import { randomBytes } from "node:crypto";
import { MAX_REALM_LENGTH } from "../protocol/answer.ts";
import { DEFAULT_LIMITS, type Limits } from "../protocol/limits.ts";
import { parseRange } from "../protocol/policy/ranges.ts";
import type { RelaySockets } from "../protocol/relay-sockets.ts";
import type { CoreSettings, IpRange } from "../protocol/settings.ts";
import { parseIp } from "../stun/ip-address.ts";
import { TurnError } from "./errors.ts";
import type { PublicPolicyOptions, TurnServerOptions } from "./options.ts";
import { ownAddresses, relayAddresses } from "./relay-addresses.ts";

const MAX_UDP_LISTENERS = 8;

/**
 * Turns options into what the core takes. `sockets` opens relay sockets for the public policy.
 *
 * @throws TurnError with a code for each thing that can be wrong
 */
export function checkOptions(options: TurnServerOptions, sockets: RelaySockets): CoreSettings {
  const { secrets, realm = "onecall", nonceKey = randomBytes(32) } = options;
  if (secrets.length === 0) throw new TurnError("secret-missing");
  if (secrets.some((secret) => secret.length < 16 || secret.length > 256)) {
    throw new TurnError("secret-length");
  }
  if (!/^[!-~]+$/.test(realm) || realm.length > MAX_REALM_LENGTH) throw new TurnError("realm-invalid");
  if (nonceKey.length !== 32) throw new TurnError("nonce-key-length");
  for (const { host } of options.listen) {
    if (parseIp(host) === undefined) throw new TurnError("address-invalid", host);
  }
  if (options.listen.filter(({ transport }) => transport === "udp").length > MAX_UDP_LISTENERS) {
    throw new TurnError("listen-invalid");
  }
  const { policy = { kind: "same-call" } } = options;
  return {
    realm,
    secrets,
    nonceKey,
    limits: checkLimits(options.limits ?? {}),
    relay: relayAddresses(options),
    policy: policy.kind === "same-call" ? policy : checkPublic(policy, options, sockets),
    observer: options.observer ?? {},
  };
}

function checkLimits(given: Partial<Limits>): Limits {
  const limits = { ...DEFAULT_LIMITS, ...given };
  const areNumbers = Object.values(limits).every((value) => Number.isFinite(value) && value > 0);
  if (!areNumbers || limits.maxLifetime < 600 || limits.maxLifetime > 3600)
    throw new TurnError("limit-invalid");
  return limits;
}

function checkPublic(
  policy: PublicPolicyOptions,
  options: TurnServerOptions,
  sockets: RelaySockets,
): CoreSettings["policy"] {
  const { firstPort, lastPort, denied = [], allowed = [] } = policy;
  const arePorts = Number.isInteger(firstPort) && Number.isInteger(lastPort);
  if (!arePorts || firstPort < 1024 || lastPort > 65_535 || firstPort > lastPort) {
    throw new TurnError("ports-invalid", `${firstPort}-${lastPort}`);
  }
  const inside = options.listen.find(({ port }) => port >= firstPort && port <= lastPort);
  if (inside !== undefined) throw new TurnError("ports-overlap", `${firstPort}-${lastPort}, ${inside.port}`);
  return {
    kind: "public",
    firstPort,
    lastPort,
    own: ownAddresses(),
    denied: denied.map(readRange),
    allowed: allowed.map(readRange),
    sockets,
    // Linux sets DF on every datagram that fits the path unless told otherwise (ip(7), IP_MTU_DISCOVER).
    dontFragment: process.platform === "linux",
  };
}

function readRange(text: string): IpRange {
  const range = parseRange(text);
  if (range === undefined) throw new TurnError("range-invalid", text);
  return range;
}
