import { MAPPED_ADDRESS } from "../stun/attributes/mapped-address.ts";
import { XOR_MAPPED_ADDRESS } from "../stun/attributes/xor-mapped-address.ts";
import { METHOD } from "../stun/header.ts";
import type { TransportAddress } from "../stun/ip-address.ts";
import { attributeOf, checkSuccess } from "./answer.ts";
import type { Connection } from "./connection.ts";

/**
 * Binding (RFC 8489 section 12): the address this machine is seen by.
 *
 * @throws TurnClientError
 */
export async function askBinding(connection: Connection): Promise<TransportAddress> {
  const answer = await connection.request(
    METHOD.binding,
    () => undefined,
    () => true,
  );
  checkSuccess(answer);
  // Servers from before RFC 5389 know the plain one only.
  return answer.has(XOR_MAPPED_ADDRESS)
    ? attributeOf(answer, XOR_MAPPED_ADDRESS)
    : attributeOf(answer, MAPPED_ADDRESS);
}
