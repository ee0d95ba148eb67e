import { LIFETIME } from "../stun/attributes/lifetime.ts";
import { MOBILITY_TICKET } from "../stun/attributes/mobility-ticket.ts";
import { REQUESTED_ADDRESS_FAMILY } from "../stun/attributes/requested-address-family.ts";
import { MALFORMED } from "../stun/message.ts";
import type { Allocation } from "./allocation.ts";
import { lifetimeOf } from "./lifetime.ts";
import { RememberedAnswer } from "./path.ts";
import { type Outcome, refuse, success, type UserRequest } from "./request.ts";
import type { ServerState } from "./server-state.ts";

/** RFC 8656 section 8.2. A lifetime of 0 frees the allocation. */
export function refresh(state: ServerState, request: UserRequest, allocation: Allocation): Outcome {
  const { message, path, now } = request;
  const asked = message.read(LIFETIME);
  const family = message.read(REQUESTED_ADDRESS_FAMILY);
  if (asked === MALFORMED || family === MALFORMED) return refuse(400);
  if (message.has(MOBILITY_TICKET)) return refuse(405);
  if (family !== undefined && family !== (allocation.family === 4 ? 0x01 : 0x02)) return refuse(443);
  if (asked !== 0) {
    const lifetime = lifetimeOf(asked, state.settings.limits);
    state.registry.prolong(allocation, now + lifetime * 1000);
    return success((writer) => writer.add(LIFETIME, lifetime));
  }
  return success(
    (writer) => writer.add(LIFETIME, 0),
    (answer) => {
      // Repeated because the answer got lost, it must not come out as 437.
      path.farewell = new RememberedAnswer(answer);
      state.registry.free(allocation, "refreshed-to-0", now);
    },
  );
}
