import { XOR_MAPPED_ADDRESS } from "../stun/attributes/xor-mapped-address.ts";
import { type Outcome, type Request, success } from "./request.ts";

/** RFC 8489 section 12: where the request came from. No authentication, and nothing else in the answer. */
export function binding({ path }: Request): Outcome {
  return success((writer) => writer.add(XOR_MAPPED_ADDRESS, { ip: path.ip, port: path.port }));
}
