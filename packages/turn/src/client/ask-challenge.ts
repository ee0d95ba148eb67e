import { PROTOCOL_UDP, REQUESTED_TRANSPORT } from "../stun/attributes/requested-transport.ts";
import { METHOD } from "../stun/header.ts";
import { checkSuccess, statusOf } from "./answer.ts";
import { type Challenge, readChallenge } from "./challenge.ts";
import type { Connection } from "./connection.ts";

/**
 * Asks for an allocation without credentials, to see whether they are wanted (RFC 8489 section 9.2.3.1).
 *
 * @returns undefined when the server allocates for anyone
 * @throws TurnClientError refusal with anything but 401, challenge-incomplete
 */
export async function askChallenge(connection: Connection): Promise<Challenge | undefined> {
  const answer = await connection.request(
    METHOD.allocate,
    (writer) => writer.add(REQUESTED_TRANSPORT, PROTOCOL_UDP),
    () => true,
  );
  if (statusOf(answer) === 401) return readChallenge(answer);
  checkSuccess(answer);
  return undefined;
}
