import type { TurnClientError } from "@onecall/turn/client";

/** What came out for one way to one server. */
export interface Finding {
  readonly verdict: "ok" | "wrong" | "unchecked";
  /** What was found, and when it is wrong what to do. */
  readonly sentence: string;
}

export const ok = (sentence: string): Finding => ({ verdict: "ok", sentence });
export const wrong = (sentence: string): Finding => ({ verdict: "wrong", sentence });
export const unchecked = (sentence: string): Finding => ({ verdict: "unchecked", sentence });

/** Before anything was asked for: the way there does not work, or nobody speaks STUN at its end. */
export const fromError = ({ message, refusal }: TurnClientError): Finding =>
  wrong(refusal === undefined ? message : (REFUSALS.get(refusal.status) ?? message));

const REFUSALS = new Map([
  [300, "It sends devices on to other servers and they come back here: check alternate-server."],
  [400, "It does not understand the request (400). Check what listens on this port."],
  [403, "It forbids allocations (403). Check whom it serves."],
  [440, "It relays no IPv4 (440). Give it an IPv4 relay address."],
  [
    441,
    "It takes the credentials of one request and not of the next (441): check whether several servers answer.",
  ],
  [442, "It does not relay UDP (442). Remove no-udp-relay."],
  [486, "One user gets too few allocations (486): browsers need up to 12 at once. Set user-quota=16."],
  [508, "It has no room for another allocation (508): too few relay ports, or it is full or being drained."],
]);
