import { seatOf } from "../rooms/room.ts";
import type { Handler } from "./handler.ts";

/** SPEC KNOCK-1 and KNOCK-6. A guest in its seat opens a new handshake: it rings at nobody's door, so the room's limits are not for it. */
export const onKnock: Handler<"knock"> = ({ rooms, limits }, connection, { b }, reply) => {
  const { member } = connection;
  if (!member) return undefined;
  const now = performance.now();
  const isSeated = seatOf(rooms.get(member.roomId)) === connection.id;
  const wait =
    limits.knocks.take(connection.address, now) ||
    (isSeated
      ? 0
      : limits.roomKnocks.take(member.roomId, now) || limits.roomKnocksLong.take(member.roomId, now));
  if (wait > 0) reply({ err: "rate", retry: wait });
  else rooms.apply(member.roomId, { type: "knock", conn: connection.id, b, at: now }, reply);
  return undefined;
};
