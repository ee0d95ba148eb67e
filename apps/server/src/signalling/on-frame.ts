import type { Handler } from "./handler.ts";

/**
 * SPEC FRAME. The hot path: between two seat holders the opaque text goes on as it is, in one write to the other socket;
 * base64url needs no escaping in JSON. Everyone else is the room's business.
 */
export const onFrame: Handler<"frame"> = ({ rooms }, connection, { p, b }, reply) => {
  const wait = connection.frameBytes.take(b.length, performance.now());
  if (wait > 0) {
    reply({ err: "rate", retry: wait });
    return undefined;
  }
  connection.counts.frames += 1;
  const { partner, member } = connection;
  if (partner && partner.p === p) partner.to.write(`${partner.head}${b}"}]`);
  else if (member) rooms.apply(member.roomId, { type: "frame", conn: connection.id, p, b }, reply);
  return undefined;
};
