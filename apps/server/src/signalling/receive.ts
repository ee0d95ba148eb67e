import {
  type ClientEventName,
  type ClientPayload,
  isClientEvent,
  readClientPayload,
} from "@onecall/protocol";
import { type Answer, strike } from "../rooms/step.ts";
import type { Connection } from "./connection.ts";
import type { Handler } from "./handler.ts";
import { onAdmit } from "./on-admit.ts";
import { onDismiss } from "./on-dismiss.ts";
import { onFrame } from "./on-frame.ts";
import { onJoin } from "./on-join.ts";
import { onKnock } from "./on-knock.ts";
import { onLeave } from "./on-leave.ts";
import { CheckedFrame } from "./packets.ts";
import type { Signalling } from "./signalling.ts";

const HANDLERS: { readonly [E in ClientEventName]: Handler<E> } = {
  join: onJoin,
  knock: onKnock,
  frame: onFrame,
  admit: onAdmit,
  dismiss: onDismiss,
  leave: onLeave,
};

/** Any event of a device, whatever its name and arguments: refused with a reason, or handled in order. */
export const receive = (
  signalling: Signalling,
  connection: Connection,
  name: string,
  args: unknown[],
): void => {
  if (connection.isOver) return;
  const last = args.at(-1);
  // Socket.IO's own acknowledgement: what a device sends is JSON and holds no function.
  const ack = typeof last === "function" ? (answer: object) => void last(answer) : undefined;
  const reply = (answer: Answer) => connection.answer(ack, answer);
  const wait = connection.events.take(1, performance.now());
  if (wait > 0) reply({ err: "rate", retry: wait });
  else if (!isClientEvent(name) || args.length !== (ack ? 2 : 1)) reply(strike("bad"));
  else handle(signalling, connection, name, args[0], reply);
};

const handle = <E extends ClientEventName>(
  signalling: Signalling,
  connection: Connection,
  name: E,
  input: unknown,
  reply: (answer: Answer) => void,
): void => {
  const payload = input instanceof CheckedFrame ? checked<E>(input) : readClientPayload(name, input);
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

/** SPEC JOIN: `join` comes first and once. */
const outOfPlace = ({ phase }: Connection, name: ClientEventName): Answer | undefined => {
  if (phase.name === "new" && name !== "join") return strike("closed");
  return phase.name === "joined" && name === "join" ? strike("bad") : undefined;
};

/** The decoder makes a CheckedFrame of an event named `frame` only. */
const checked = <E extends ClientEventName>(frame: CheckedFrame): ClientPayload<E> =>
  frame as ClientPayload<E>;
