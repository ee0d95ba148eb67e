import {
  exportPublicKey,
  generateLastingIdentity,
  hostKeyHash,
  LIMITS,
  random,
  readRoomFile,
  type SavedRoom,
  writeRoomFile,
} from "@onecall/protocol";
import { liveCall, type RoomRecord } from "./record.ts";
import { handleOf, openRoomStore, RoomEntry } from "./rooms.ts";
import type { Shelf } from "./store.ts";

/** The lasting room of this device's person. */
export interface MyRoom {
  readonly handle: string;
  /** Holds the secret, as every call link. */
  readonly link: string;
  readonly name: string;
  /** Whether only one guest may come; `guest` is its name once it was let in, "" for one that gave none. */
  readonly lock: { readonly guest?: string } | undefined;
}

/** A call this device was in. */
export interface RecentCall {
  /** Opens the room it took place in. */
  readonly handle: string;
  readonly role: "host" | "guest";
  /** The other person's; "" when they gave none. */
  readonly name: string;
  /** ms since the epoch. */
  readonly startedAt: number;
  /** ms; undefined when its end is not known. */
  readonly duration: number | undefined;
}

/** The rooms of this device as its person keeps them; nothing of it is anywhere else. */
export interface MyRooms {
  /** False where the browser refused storage: nothing can be kept. */
  readonly persistent: boolean;
  /** The lasting room, if there is one. */
  get(): Promise<MyRoom | undefined>;
  /** Makes the lasting room, or gives the one there is. */
  make(name: string): Promise<MyRoom>;
  rename(name: string): Promise<void>;
  /** SPEC LOCK-1. Unlocking forgets who may come. */
  lock(on: boolean): Promise<void>;
  /** New keys and a new link: nobody is at the old one any more. */
  rotate(): Promise<MyRoom>;
  /** The text of a file that makes another device a host of the room (SPEC KEY-9). */
  save(warning: string): Promise<string>;
  /** Takes over a saved room in place of the own one; throws ProtocolError `room-file`. */
  load(text: string): Promise<MyRoom>;
  /** The newest first. */
  recent(): Promise<readonly RecentCall[]>;
  /** Forgets past calls, and the links of others they took place at. */
  clearRecent(): Promise<void>;
}

const recentOf = ({ handle, role, peer, call }: RoomRecord): readonly RecentCall[] => {
  if (!peer) return [];
  const duration = call?.endedAt === undefined ? undefined : call.endedAt - call.startedAt;
  return [{ handle, role, name: peer.name, startedAt: call?.startedAt ?? peer.lastSeen, duration }];
};

/** Without the call and the person met in it; who it is locked to and whom its person verified stay. */
const withoutPast = ({ peer: _, call: __, ...rest }: RoomRecord): RoomRecord => rest;

class Book implements MyRooms {
  readonly #store: Shelf<RoomRecord>;
  readonly #base: URL;

  constructor(store: Shelf<RoomRecord>, base: URL) {
    this.#store = store;
    this.#base = base;
  }

  get persistent(): boolean {
    return this.#store.persistent;
  }

  async get(): Promise<MyRoom | undefined> {
    const record = await this.#mine();
    return record && this.#view(record);
  }

  async make(name: string): Promise<MyRoom> {
    return (await this.get()) ?? (await this.#add(await this.#fresh(name)));
  }

  rename(name: string): Promise<void> {
    return this.#change((lasting) => ({ ...lasting, name: name.slice(0, LIMITS.nameLength) }));
  }

  lock(on: boolean): Promise<void> {
    return this.#change(({ name }) => (on ? { name, lock: {} } : { name }));
  }

  async rotate(): Promise<MyRoom> {
    const old = await this.#mine();
    const room = await this.#add(await this.#fresh(old?.lasting?.name ?? ""), old);
    if (old?.lasting?.lock) await this.lock(true);
    return (await this.get()) ?? room;
  }

  async save(warning: string): Promise<string> {
    const record = await this.#mine();
    if (!record) throw new Error("there is no room to save");
    return writeRoomFile({ ...record, name: record.lasting?.name ?? "" }, warning);
  }

  async load(text: string): Promise<MyRoom> {
    const saved = await readRoomFile(text);
    const old = await this.#mine();
    const handle = await handleOf(saved);
    // The room that is here already: what this device knows of it stays.
    if (old?.handle === handle) return this.#view(old);
    return this.#add(saved, old);
  }

  async recent(): Promise<readonly RecentCall[]> {
    const calls = (await this.#store.all()).flatMap(recentOf);
    return calls.sort((one, other) => other.startedAt - one.startedAt);
  }

  async clearRecent(): Promise<void> {
    const now = Date.now();
    const past = (await this.#store.all()).filter((record) => record.peer && !liveCall(record, now));
    await Promise.all(
      past.map(({ handle, lasting }) =>
        lasting ? this.#store.change(handle, withoutPast) : this.#store.remove(handle),
      ),
    );
  }

  async #mine(): Promise<RoomRecord | undefined> {
    const lasting = (await this.#store.all()).filter((record) => record.lasting !== undefined);
    // A tab that was in a call while the link was changed may have written the old room once more.
    return lasting.sort((one, other) => other.createdAt - one.createdAt)[0];
  }

  async #change(
    change: (lasting: NonNullable<RoomRecord["lasting"]>) => NonNullable<RoomRecord["lasting"]>,
  ): Promise<void> {
    const record = await this.#mine();
    if (!record) return;
    await this.#store.change(record.handle, (stored) =>
      stored.lasting ? { ...stored, lasting: change(stored.lasting) } : stored,
    );
  }

  async #fresh(name: string): Promise<SavedRoom> {
    const identity = await generateLastingIdentity();
    const hash = await hostKeyHash(await exportPublicKey(identity.publicKey));
    return { name: name.slice(0, LIMITS.nameLength), secret: random(16), hostKeyHash: hash, identity };
  }

  async #add({ name, ...link }: SavedRoom, old?: RoomRecord): Promise<MyRoom> {
    const handle = await handleOf(link);
    const created = { role: "host", createdAt: Date.now(), attempts: [] } as const;
    const record: RoomRecord = { handle, ...link, ...created, lasting: { name } };
    await this.#store.put(handle, record);
    if (old) await this.#store.remove(old.handle);
    return this.#view(record);
  }

  #view(record: RoomRecord): MyRoom {
    const { link, handle } = new RoomEntry(this.#store, record, this.#base);
    const { name = "", lock } = record.lasting ?? {};
    const guest = lock?.guest?.name;
    return { handle, link, name, lock: lock && (guest === undefined ? {} : { guest }) };
  }
}

/** Opens the lasting room and the past calls of this device. `base` as in `openRooms`. */
export const openMyRooms = async ({ base }: { base: URL | string }): Promise<MyRooms> =>
  new Book(await openRoomStore(), new URL(base));
