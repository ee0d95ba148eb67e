import { LIFETIME } from "../stun/attributes/lifetime.ts";
import { REQUESTED_ADDRESS_FAMILY } from "../stun/attributes/requested-address-family.ts";
import { PROTOCOL_UDP, REQUESTED_TRANSPORT } from "../stun/attributes/requested-transport.ts";
import { XOR_MAPPED_ADDRESS } from "../stun/attributes/xor-mapped-address.ts";
import { XOR_RELAYED_ADDRESS } from "../stun/attributes/xor-relayed-address.ts";
import { METHOD } from "../stun/header.ts";
import type { Family, TransportAddress } from "../stun/ip-address.ts";
import { attributeOf } from "./answer.ts";
import type { Login } from "./login.ts";

/** What an Allocate brought. */
export interface Allocated {
  /** Where peers reach this client. */
  readonly relayed: TransportAddress;
  /** Where the server sees this client. */
  readonly mapped: TransportAddress;
  /** Seconds. */
  readonly lifetime: number;
}

/**
 * Allocate (RFC 8656 section 7.1), as browsers send it: REQUESTED-TRANSPORT alone unless a family is wanted. All three values of the
 * answer must be there, because browsers fail without.
 *
 * @throws TurnClientError
 */
export async function allocate(login: Login, family: Family | undefined): Promise<Allocated> {
  const answer = await login.request(METHOD.allocate, (writer) => {
    writer.add(REQUESTED_TRANSPORT, PROTOCOL_UDP);
    if (family !== undefined) writer.add(REQUESTED_ADDRESS_FAMILY, family === 4 ? 0x01 : 0x02);
  });
  return {
    relayed: attributeOf(answer, XOR_RELAYED_ADDRESS),
    mapped: attributeOf(answer, XOR_MAPPED_ADDRESS),
    lifetime: attributeOf(answer, LIFETIME),
  };
}
