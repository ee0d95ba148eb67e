import { type ClientEventName, isClientEvent, readClientPayload } from "@onecall/protocol";
import { type Answer, strike } from "../rooms/step.ts";
import type { Connection } from "./connection.ts";
import type { Handler } from "./handler.ts";
import { onAdmit } from "./on-admit.ts";
import { onAlive } from "./on-alive.ts";
import { onDismiss } from "./on-dismiss.ts";
import { onFrame, relay } from "./on-frame.ts";
import { onJoin } from "./on-join.ts";
import { onKnock } from "./on-knock.ts";
import { onLeave } from "./on-leave.ts";
import { onTurn } from "./on-turn.ts";
import { decodeEvent, decodeFrame, type Frame } from "./packets.ts";
import type { Signalling } from "./signalling.ts";

const HANDLERS: { readonly [E in ClientEventName]: Handler<E> } = {
  join: onJoin,
  knock: onKnock,
  frame: onFrame,
  admit: onAdmit,
  alive: onAlive,
  dismiss: onDismiss,
  leave: onLeave,
  turn: onTurn,
};

/** Any event of a device, whatever its name and arguments: refused with a reason, or handled in order. */
export const receive = (signalling: Signalling, connection: Connection, text: string): void => {
  if (connection.isOver) return;
  const frame = decodeFrame(text);
  if (frame) {
    receiveFrame(signalling, connection, frame);
    return;
  }
  const event = decodeEvent(text);
  if (!event) {
    connection.close();
    return;
  }
  const { name, args, id } = event;
  const reply = (answer: Answer) => connection.answer(id, answer);
  const wait = connection.events.take(1, performance.now());
  if (wait > 0) reply({ err: "rate", retry: wait });
  else if (!isClientEvent(name) || args.length !== 1) reply(strike("bad"));
  else handle(signalling, connection, name, args[0], reply);
};

const receiveFrame = (signalling: Signalling, connection: Connection, frame: Frame): void => {
  const reply = (answer: Answer) => connection.answer(undefined, answer);
  const now = performance.now();
  const wait = connection.events.take(1, now);
  if (wait > 0) reply({ err: "rate", retry: wait });
  else
    connection.inOrder(() => {
      const refusal = outOfPlace(connection, "frame");
      if (refusal) reply(refusal);
      else if (!connection.isOver) relay(signalling, connection, frame, now, reply);
      return undefined;
    });
};

const handle = <E extends ClientEventName>(
  signalling: Signalling,
  connection: Connection,
  name: E,
  input: unknown,
  reply: (answer: Answer) => void,
): void => {
  const payload = readClientPayload(name, input);
  if (payload === undefined) {
    reply(strike("bad"));
    return;
  }
  connection.inOrder(() => {
    const refusal = outOfPlace(connection, name);
    if (refusal) reply(refusal);
    return refusal || connection.isOver ? undefined : HANDLERS[name](signalling, connection, payload, reply);
  });
};

/** SPEC JOIN-1, JOIN-5: `join` comes first and once. */
const outOfPlace = ({ phase }: Connection, name: ClientEventName): Answer | undefined => {
  if (phase.name === "new" && name !== "join") return strike("closed");
  return phase.name === "joined" && name === "join" ? strike("bad") : undefined;
};
