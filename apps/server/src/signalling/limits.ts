import type { Config } from "../config/schema.ts";
import { FailedProofs } from "../limits/failed-proofs.ts";
import { KeyedLimit } from "../limits/keyed-limit.ts";

/** Limits that outlive a connection: per client address, some per room or device as well. */
export interface SignallingLimits {
  readonly connections: KeyedLimit;
  readonly joins: KeyedLimit;
  readonly failedProofs: FailedProofs;
  readonly rooms: KeyedLimit;
  readonly turn: KeyedLimit;
  readonly knocks: KeyedLimit;
  readonly roomKnocks: KeyedLimit;
  readonly roomKnocksLong: KeyedLimit;
}

export const createLimits = (config: Config): SignallingLimits => ({
  connections: new KeyedLimit(config.limitConnections),
  joins: new KeyedLimit(config.limitJoins),
  failedProofs: new FailedProofs(config.limitFailedProofs),
  rooms: new KeyedLimit(config.limitRooms),
  turn: new KeyedLimit(config.limitTurn),
  knocks: new KeyedLimit(config.limitKnocks),
  roomKnocks: new KeyedLimit(config.limitRoomKnocks),
  roomKnocksLong: new KeyedLimit(config.limitRoomKnocksLong),
});
