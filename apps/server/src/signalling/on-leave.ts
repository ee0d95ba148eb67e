import type { Handler } from "./handler.ts";

/** SPEC LEAVE-3: the room closes the connection after the answer. */
export const onLeave: Handler<"leave"> = ({ rooms }, connection, _payload, reply) => {
  const { member } = connection;
  if (member) rooms.apply(member.roomId, { type: "leave", conn: connection.id }, reply);
  return undefined;
};
