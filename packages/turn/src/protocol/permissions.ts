import type { IpAddress } from "../stun/ip-address.ts";
import { type Allocation, PeerHost } from "./allocation.ts";
import type { Refusal } from "./drops.ts";
import { PERMISSION_LIFETIME } from "./limits.ts";
import type { ErrorCode } from "./request.ts";
import type { ServerState } from "./server-state.ts";

/**
 * Whether a peer may get a permission or a channel: 443 for the other family, 403 for everything the policy refuses.
 * Under same-call it is always 403, the one refusal that browsers survive. `port` is undefined for a permission.
 */
export function refusePeer(
  state: ServerState,
  allocation: Allocation,
  ip: IpAddress,
  port: number | undefined,
): ErrorCode | undefined {
  const isPublic = state.settings.policy.kind === "public";
  if (isPublic && ip.family !== allocation.family) return 443;
  return forbid(state, state.policy.refusal(allocation, ip, port));
}

/** Whether there is room for these peers and channels beside what is there; 403 as well, and counted. */
export function refuseCount(
  state: ServerState,
  allocation: Allocation,
  peers: readonly IpAddress[],
  newChannels: number,
): ErrorCode | undefined {
  const { peersPerAllocation, channelsPerAllocation } = state.settings.limits;
  const newPeers = new Set(peers.filter((ip) => allocation.host(ip) === undefined).map(({ text }) => text));
  const fits =
    allocation.hosts.length + newPeers.size <= peersPerAllocation &&
    allocation.channels.length + newChannels <= channelsPerAllocation;
  return forbid(state, fits ? undefined : "too-many-peers");
}

/** Installs or renews the permission of RFC 8656 section 9. */
export function permit(state: ServerState, allocation: Allocation, ip: IpAddress, now: number): PeerHost {
  let host = allocation.host(ip);
  if (host === undefined) {
    host = new PeerHost(ip, state.policy.isOutside(ip));
    allocation.hosts.push(host);
  }
  host.permittedUntil = now + PERMISSION_LIFETIME;
  return host;
}

function forbid(state: ServerState, refusal: Refusal | undefined): 403 | undefined {
  if (refusal === undefined) return undefined;
  state.counters.refusals[refusal]++;
  return 403;
}
