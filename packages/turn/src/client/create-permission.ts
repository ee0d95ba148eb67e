import { XOR_PEER_ADDRESS } from "../stun/attributes/xor-peer-address.ts";
import { METHOD } from "../stun/header.ts";
import type { TransportAddress } from "../stun/ip-address.ts";
import type { Login } from "./login.ts";

/** CreatePermission (RFC 8656 section 10.1) for one peer; the port does not matter. @throws TurnClientError refusal with 403 */
export async function createPermission(login: Login, peer: TransportAddress): Promise<void> {
  await login.request(METHOD.createPermission, (writer) => writer.add(XOR_PEER_ADDRESS, peer));
}
