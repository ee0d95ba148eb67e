import type { Resume } from "../call/events.ts";
import type { Peer } from "../call/state.ts";
import type { Environment } from "../environment.ts";
import { type CallRecord, liveCall, lockedTo, trustIn } from "./record.ts";
import type { RoomEntry } from "./rooms.ts";

/** How often a call in progress is noted as alive, for SPEC REJOIN-2. */
const ALIVE_EVERY = 15_000;

/** What this device remembers of the calls and people at one link, across reloads. */
export class CallMemory {
  readonly #room: RoomEntry;
  readonly #environment: Environment;
  #cancelAlive: (() => void) | undefined;
  /** The call this very page is in without a break, however long no packet came. */
  #own: string | undefined;

  constructor(room: RoomEntry, environment: Environment) {
    this.#room = room;
    this.#environment = environment;
  }

  /** The call in progress, if it may be rejoined without a knock (SPEC REJOIN-2). */
  get live(): CallRecord | undefined {
    const { record } = this.#room;
    const { call } = record;
    if (call && call.id === this.#own && call.endedAt === undefined) return call;
    return liveCall(record, this.#environment.now());
  }

  /** The call this page was in before its reload: it is in it again from now on. */
  takeUp(): Resume | undefined {
    const { live } = this;
    this.#own = live?.id;
    return live && { since: live.startedAt, peer: this.peer(live.peerKey, live.peerName) };
  }

  /** A person with this key (base64url) and name, with what this device thinks of the key. */
  peer(key: string, name: string): Peer {
    return { name, trust: trustIn(this.#room.record, key) };
  }

  /** Whether the person with this key may knock at all (SPEC LOCK-1). */
  mayCome(key: string): boolean {
    const { guest } = this.#room.record.lasting?.lock ?? {};
    return guest === undefined || guest.key === key;
  }

  /** The call takes place: from now on a reload comes back to it. */
  async remember(id: string, peerKey: string, peerName: string, ownName: string): Promise<void> {
    const now = this.#environment.now();
    this.#own = id;
    await this.#room.update((record) => {
      const same = record.call?.id === id ? record.call : undefined;
      return {
        ...record,
        peer: { key: peerKey, name: peerName, lastSeen: now },
        ...lockedTo(record, { key: peerKey, name: peerName }),
        call: { id, peerKey, peerName, ownName, startedAt: same?.startedAt ?? now, aliveAt: now },
      };
    });
  }

  /** The call is over for good: a reload, however soon, does not come back to it. */
  async forget(): Promise<void> {
    const endedAt = this.#environment.now();
    this.#own = undefined;
    if (!this.#room.record.call || this.#room.record.call.endedAt !== undefined) return;
    await this.#room.updateAtOnce((record) =>
      record.call ? { ...record, call: { ...record.call, endedAt } } : record,
    );
  }

  /** Stops noting the call as alive: no packets flow, it is over, or it is another tab's. */
  rest(): void {
    this.#cancelAlive?.();
  }

  /** This page is not in the call any more. */
  letGo(): void {
    this.#own = undefined;
  }

  /** The person compared the check codes with the device of this key. */
  async verify(key: string): Promise<void> {
    const at = this.#environment.now();
    await this.#room.update((record) => ({ ...record, verified: { key, at } }));
  }

  /** Packets flow: notes the call as alive from time to time. */
  keepAlive(): void {
    this.#cancelAlive?.();
    this.#cancelAlive = this.#environment.after(ALIVE_EVERY, () => {
      const aliveAt = this.#environment.now();
      void this.#room.update((record) =>
        record.call ? { ...record, call: { ...record.call, aliveAt } } : record,
      );
      this.keepAlive();
    });
  }
}
