import * as v from "valibot";
import {
  type AckedEventName,
  type AckOf,
  CLIENT_EVENTS,
  type ClientEventName,
  type ClientPayload,
  SERVER_EVENTS,
  type ServerEventName,
  type ServerPayload,
} from "./events.ts";

/** True for the name of an event a device may send. `Object.hasOwn`: `__proto__` and `constructor` are legal event names in Socket.IO. */
export const isClientEvent = (name: string): name is ClientEventName => Object.hasOwn(CLIENT_EVENTS, name);

/** True for the name of an event a server may send. */
export const isServerEvent = (name: string): name is ServerEventName => Object.hasOwn(SERVER_EVENTS, name);

const read = <T>(schema: v.GenericSchema<unknown, T>, input: unknown): T | undefined => {
  const result = v.safeParse(schema, input, { abortEarly: true, abortPipeEarly: true });
  return result.success ? result.output : undefined;
};

/** The payload of a client event, or undefined when it does not follow SPEC EV-1. */
export const readClientPayload = <E extends ClientEventName>(
  event: E,
  input: unknown,
): ClientPayload<E> | undefined =>
  read(CLIENT_EVENTS[event].payload as unknown as v.GenericSchema<unknown, ClientPayload<E>>, input);

/** The payload of a server event, or undefined when it does not follow SPEC EV-2. */
export const readServerPayload = <E extends ServerEventName>(
  event: E,
  input: unknown,
): ServerPayload<E> | undefined =>
  read(SERVER_EVENTS[event].payload as unknown as v.GenericSchema<unknown, ServerPayload<E>>, input);

/** The server's answer to an acknowledged client event, or undefined when it does not follow SPEC EV-1. */
export const readAck = <E extends AckedEventName>(event: E, input: unknown): AckOf<E> | undefined =>
  read(CLIENT_EVENTS[event].ack as unknown as v.GenericSchema<unknown, AckOf<E>>, input);
