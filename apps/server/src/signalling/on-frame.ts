import type { Answer } from "../rooms/step.ts";
import type { Connection } from "./connection.ts";
import type { Handler } from "./handler.ts";
import { FRAME_END, type Frame } from "./packets.ts";
import type { Signalling } from "./signalling.ts";

type Reply = (answer: Answer) => void;

/**
 * SPEC RELAY-1, the hot path: between two seat holders the opaque text goes on as it is, in one write to the other socket;
 * base64url needs no escaping in JSON. Everyone else is the room's business.
 */
export const relay = (
  signalling: Signalling,
  connection: Connection,
  { p, rest }: Frame,
  now: number,
  reply: Reply,
): void => {
  const wait = connection.frameBytes.take(rest.length, now);
  if (wait > 0) {
    reply({ err: "rate", retry: wait });
    return;
  }
  connection.counts.frames += 1;
  const { partner, member } = connection;
  if (partner && partner.p === p) partner.to.write(partner.head, rest);
  else if (member) {
    const b = rest.slice(0, -FRAME_END.length);
    signalling.rooms.apply(member.roomId, { type: "frame", conn: connection.id, p, b }, reply);
  }
};

/** A frame in another form than devices write it. */
export const onFrame: Handler<"frame"> = (signalling, connection, { p, b }, reply) => {
  relay(signalling, connection, { p, rest: b + FRAME_END }, performance.now(), reply);
  return undefined;
};
