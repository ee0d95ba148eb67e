import { fromBase64url, ProtocolError, verifyAdmit } from "@onecall/protocol";
import { strike } from "../rooms/step.ts";
import type { Member } from "./connection.ts";
import type { Handler } from "./handler.ts";

interface Proof {
  readonly key: string;
  readonly ep: number;
  readonly sig: string;
}

/** SPEC ADMIT-1: the host's device signed this key for this room and epoch. */
export const onAdmit: Handler<"admit"> = async ({ rooms }, connection, payload, reply) => {
  const { member } = connection;
  if (!member) return;
  if (member.role !== "host") return reply(strike("closed"));
  const verdict = await verify(member, payload);
  if (connection.isOver) return;
  if (verdict !== "proven") return reply(strike(verdict));
  const { key, ep } = payload;
  rooms.apply(member.roomId, { type: "admit", conn: connection.id, key, ep }, reply);
};

const verify = async (member: Member, { key, ep, sig }: Proof): Promise<"proven" | "auth" | "bad"> => {
  try {
    const roomId = fromBase64url(member.roomId);
    const proof = { roomId, key: fromBase64url(key), ep };
    return (await verifyAdmit(fromBase64url(member.key), fromBase64url(sig), proof)) ? "proven" : "auth";
  } catch (error) {
    if (error instanceof ProtocolError) return "bad"; // Text of the right length that encodes no bytes.
    throw error;
  }
};
