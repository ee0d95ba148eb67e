import { relayPlace } from "../rooms/relay-place.ts";
import { refuse } from "../rooms/step.ts";
import type { Handler } from "./handler.ts";

/** SPEC ICE-1, ICE-2. */
export const onTurn: Handler<"turn"> = ({ rooms, limits, turn }, connection, { p }, reply) => {
  const { member } = connection;
  if (!member) return undefined;
  const { roomId, key } = member;
  const wait = limits.turn.take(`${roomId} ${key}`, performance.now());
  const place = relayPlace(rooms.get(roomId), connection.id, p);
  if (wait > 0) reply({ err: "rate", retry: wait });
  else reply(place === "closed" ? refuse("closed") : turn.answer(roomId, place, connection.reached));
  return undefined;
};
