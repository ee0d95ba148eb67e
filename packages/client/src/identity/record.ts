import type { Bytes } from "@onecall/protocol";
import type { Trust } from "../call/state.ts";

/** How long after its last sign of life a call may be rejoined without a knock (SPEC REJOIN-2). */
const REJOIN_WITHIN = 10 * 60_000;

/** The other device as met at one link (SPEC TOFU-1). */
interface KnownPeer {
  /** Raw public identity key, base64url. */
  readonly key: string;
  readonly name: string;
  readonly lastSeen: number;
}

/** The call this device is in, or was in, at a link. */
export interface CallRecord {
  readonly id: string;
  readonly peerKey: string;
  readonly peerName: string;
  readonly startedAt: number;
  readonly aliveAt: number;
  readonly endedAt?: number;
  /** Guest: the name to give again when the page comes back. */
  readonly ownName: string;
}

/** What makes a room the person's lasting one. */
interface Lasting {
  readonly name: string;
  /** There while it is locked (SPEC LOCK-1), with the only guest once there was one. */
  readonly lock?: { readonly guest?: { readonly key: string; readonly name: string } };
}

/** All this device stores of one room. */
export interface RoomRecord {
  readonly handle: string;
  readonly role: "host" | "guest";
  readonly secret: Bytes;
  readonly hostKeyHash: Bytes;
  readonly identity: CryptoKeyPair;
  readonly createdAt: number;
  /** Only in the one room of this device that stays (SPEC KEY-9). */
  readonly lasting?: Lasting;
  readonly peer?: KnownPeer;
  /** Key, base64url, whose check code the person compared, and when. */
  readonly verified?: { readonly key: string; readonly at: number };
  readonly call?: CallRecord;
  /** Times of automatic handshakes, ms (SPEC HS-9). */
  readonly attempts: readonly number[];
}

/** Trust in `key`, given what this device remembers of the link. */
export const trustIn = (record: RoomRecord, key: string): Trust => {
  if (record.verified) return record.verified.key === key ? "verified" : "changed";
  return record.peer?.key === key ? "known" : "new";
};

/** The call that may be rejoined without a knock, if there is one at `now`. */
export const liveCall = (record: RoomRecord, now: number): CallRecord | undefined =>
  record.call && record.call.endedAt === undefined && now - record.call.aliveAt <= REJOIN_WITHIN
    ? record.call
    : undefined;

/** The lasting room with its lock closed behind its first guest, if it waited for one (SPEC LOCK-1). */
export const lockedTo = (
  { lasting }: RoomRecord,
  guest: { readonly key: string; readonly name: string },
): Pick<RoomRecord, "lasting"> | undefined =>
  lasting?.lock && !lasting.lock.guest ? { lasting: { ...lasting, lock: { guest } } } : undefined;
