import type { Handler } from "./handler.ts";

/** SPEC ICE-1. */
export const onTurn: Handler<"turn"> = (_signalling, _connection, _payload, reply) => {
  reply({ ok: true, ttl: 600, servers: [] });
  return undefined;
};
