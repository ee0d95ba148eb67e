import { LIFETIME } from "../stun/attributes/lifetime.ts";
import { METHOD } from "../stun/header.ts";
import type { Login } from "./login.ts";

/** Refresh to 0 (RFC 8656 section 8.1): the server forgets the allocation. @throws TurnClientError */
export async function release(login: Login): Promise<void> {
  await login.request(METHOD.refresh, (writer) => writer.add(LIFETIME, 0));
}
