import type { Handler } from "./handler.ts";

/** SPEC EV-6: the answer is all there is to it. */
export const onAlive: Handler<"alive"> = (_signalling, _connection, _payload, reply) => {
  reply({ ok: true });
  return undefined;
};
