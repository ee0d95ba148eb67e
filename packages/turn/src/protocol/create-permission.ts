import { XOR_PEER_ADDRESS } from "../stun/attributes/xor-peer-address.ts";
import { MALFORMED } from "../stun/message.ts";
import type { Allocation } from "./allocation.ts";
import { permit, refuseCount, refusePeer } from "./permissions.ts";
import { type Outcome, refuse, success, type UserRequest } from "./request.ts";
import type { ServerState } from "./server-state.ts";

/** RFC 8656 section 10.2: one or more peers, their ports ignored, all of them or none. */
export function createPermission(
  state: ServerState,
  { message, now }: UserRequest,
  allocation: Allocation,
): Outcome {
  const peers = message.readAll(XOR_PEER_ADDRESS);
  if (peers === MALFORMED || peers.length === 0) return refuse(400);
  for (const { ip } of peers) {
    const code = refusePeer(state, allocation, ip, undefined);
    if (code !== undefined) return refuse(code);
  }
  allocation.prune(now);
  const code = refuseCount(
    state,
    allocation,
    peers.map(({ ip }) => ip),
    0,
  );
  if (code !== undefined) return refuse(code);
  for (const { ip } of peers) permit(state, allocation, ip, now);
  return success();
}
