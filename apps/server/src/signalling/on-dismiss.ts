import type { Handler } from "./handler.ts";

/** SPEC DISMISS-1. */
export const onDismiss: Handler<"dismiss"> = ({ rooms }, connection, { p, b }, reply) => {
  const { member } = connection;
  if (!member) return undefined;
  rooms.apply(member.roomId, { type: "dismiss", conn: connection.id, p, b, at: performance.now() }, reply);
  return undefined;
};
