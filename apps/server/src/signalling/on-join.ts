import {
  type ClientPayload,
  checkHostRoom,
  fromBase64url,
  keyHash,
  ProtocolError,
  type ServerErrorCode,
  toBase64url,
  verifyJoin,
} from "@onecall/protocol";
import { holdsPlace } from "../rooms/room.ts";
import { type Answer, refuse, strike } from "../rooms/step.ts";
import type { Connection } from "./connection.ts";
import type { Handler } from "./handler.ts";
import type { Signalling } from "./signalling.ts";

type Join = ClientPayload<"join">;

/** SPEC JOIN-1 to JOIN-7: proves a key, takes its seat or a place in the lobby. */
export const onJoin: Handler<"join"> = async (signalling, connection, join, reply) => {
  const now = performance.now();
  const wait =
    signalling.limits.failedProofs.wait(connection.address, now) ||
    signalling.limits.joins.take(connection.address, now);
  if (wait > 0) return reply({ err: "rate", retry: wait });

  const verdict = await examine(signalling, connection, join);
  if (connection.isOver) return;
  if (verdict.name === "refused") {
    if (verdict.err === "auth") signalling.limits.failedProofs.count(connection.address, now);
    return reply(verdict.err === "bad" ? strike("bad") : refuse(verdict.err));
  }
  const holder = signalling.rooms.holder(join.room, join.role, verdict.key);
  if (holder && holder.serial > connection.serial) {
    // A slow line brought it after the join of the connection the device made since.
    connection.send("superseded", {});
    return connection.close();
  }
  const refusal = newcomer(signalling, connection, join, verdict.key);
  if (refusal) return reply(refusal);

  const member = { roomId: join.room, role: join.role, key: join.key };
  connection.phase = { name: "joined", member };
  const conn = connection.id;
  const input =
    join.role === "host"
      ? ({ type: "join-host", conn } as const)
      : ({ type: "join-guest", conn, key: verdict.key } as const);
  signalling.rooms.apply(join.room, input, (answer) => {
    if ("err" in answer) connection.phase = { name: "new" };
    else signalling.joined(connection);
    reply(answer);
  });
};

type Verdict =
  /** `key`: SHA-256 of the raw key, base64url. */
  { name: "proven"; key: string } | { name: "refused"; err: Extract<ServerErrorCode, "bad" | "auth"> };

const examine = async (signalling: Signalling, connection: Connection, join: Join): Promise<Verdict> => {
  if (!signalling.site.ownsName(join.host, connection.host)) return { name: "refused", err: "auth" };
  if (join.role === "host" && join.salt === undefined) return { name: "refused", err: "bad" };
  try {
    const key = fromBase64url(join.key);
    const roomId = fromBase64url(join.room);
    const proof = { host: join.host, nonce: new Uint8Array(connection.nonce), roomId, role: join.role };
    const isProven =
      (join.salt === undefined ||
        join.role === "guest" ||
        (await checkHostRoom({ key, salt: fromBase64url(join.salt), roomId }))) &&
      (await verifyJoin(key, fromBase64url(join.sig), proof));
    return isProven
      ? { name: "proven", key: toBase64url(await keyHash(key)) }
      : { name: "refused", err: "auth" };
  } catch (error) {
    if (error instanceof ProtocolError) return { name: "refused", err: "bad" };
    throw error;
  }
};

/** How long a device waits that comes while the server is overloaded, ms. */
const OVERLOAD_WAIT = 5_000;

/** Refuses who holds nothing here yet, when the server takes no newcomers; rooms that exist and that do not are alike for guests. */
const newcomer = (
  { rooms, limits, isDraining, isOverloaded }: Signalling,
  connection: Connection,
  { room: id, role }: Join,
  key: string,
): Answer | undefined => {
  const room = rooms.get(id);
  if (room && holdsPlace(room, role, key)) return undefined;
  if (isDraining()) return refuse("drain");
  if (isOverloaded()) return { err: "rate", retry: OVERLOAD_WAIT };
  if (role === "guest" || room) return undefined;
  const wait = limits.rooms.take(connection.address, performance.now());
  return wait > 0 ? { err: "rate", retry: wait } : undefined;
};
