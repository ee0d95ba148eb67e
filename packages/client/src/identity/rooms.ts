import {
  type Bytes,
  deriveRoom,
  exportPublicKey,
  formatFragment,
  generateIdentity,
  hostKeyHash,
  type LinkSecret,
  parseLink,
  type RoomKeys,
  random,
  sha256,
  toBase64url,
  utf8,
} from "@onecall/protocol";
import { CallError } from "../errors.ts";
import type { RoomRecord } from "./record.ts";
import { openStore, type Shelf, type Store } from "./store.ts";

/** A room as this device knows it. */
export interface Room {
  /** 8 characters, names the room on this device only; safe in an address bar (SPEC LINK-5). */
  readonly handle: string;
  /** The whole call link. Holds the secret: show it only when the person shares it. */
  readonly link: string;
  readonly role: "host" | "guest";
  /** False where the browser refused storage: a reload loses this device's key and place. */
  readonly persistent: boolean;
}

/** The rooms this device knows, in IndexedDB. */
export interface Rooms {
  /** Makes a link and its keys; this device is the host. */
  create(): Promise<Room>;
  /** Room of a call link, whole URL or fragment; throws ProtocolError `link-*`. Host if this device made it, else guest. */
  open(link: string): Promise<Room>;
  /** Room of a local handle; throws CallError `room-unknown`. */
  get(handle: string): Promise<Room>;
}

/** A {@link Room} with what only the SDK may see of it. */
export class RoomEntry implements Room {
  readonly link: string;
  readonly #store: Store<RoomRecord>;
  #record: RoomRecord;
  #keys: Promise<RoomKeys> | undefined;
  /** Grows with every change made here: an older one that is still being stored brings nothing back. */
  #turn = 0;

  constructor(store: Store<RoomRecord>, record: RoomRecord, base: URL) {
    this.#store = store;
    this.#record = record;
    this.link = new URL(`c/#${formatFragment(record)}`, base).href;
  }

  get handle(): string {
    return this.#record.handle;
  }
  get role(): "host" | "guest" {
    return this.#record.role;
  }
  get persistent(): boolean {
    return this.#store.persistent;
  }
  /** What this device stores of the room, as last read or written here. */
  get record(): RoomRecord {
    return this.#record;
  }
  /** Keys derived from the link. */
  keys(): Promise<RoomKeys> {
    this.#keys ??= deriveRoom(this.#record);
    return this.#keys;
  }

  /** Reads the record again: another tab may have changed it. */
  async refresh(): Promise<void> {
    const stored = await this.#store.get(this.handle).catch(() => undefined);
    this.#record = stored ?? this.#record;
  }

  /**
   * Changes the record here and in the store, where another tab may have changed it meanwhile. A store that fails now
   * costs what a reload would have found, not the call.
   */
  async update(change: (record: RoomRecord) => RoomRecord): Promise<void> {
    const turn = ++this.#turn;
    this.#record = change(this.#record);
    const stored = this.#store.change(this.handle, (record) => {
      const changed = change(record);
      if (turn === this.#turn) this.#record = changed;
      return changed;
    });
    await stored.catch(() => undefined);
  }

  /**
   * As {@link update}, but not even a reload in the same moment loses it. It writes the record as this page knows it: only for
   * the tab that holds the call, which no other one writes to.
   */
  async updateAtOnce(change: (record: RoomRecord) => RoomRecord): Promise<void> {
    this.#turn++;
    this.#record = change(this.#record);
    await this.#store.put(this.handle, this.#record).catch(() => undefined);
  }
}

/** 48 bits of a hash: enough to find the room again, nothing to learn the secret from. */
export const handleOf = async (link: LinkSecret): Promise<string> =>
  toBase64url(await sha256(utf8("onecall/1 handle"), link.secret, link.hostKeyHash)).slice(0, 8);

/** Where the rooms of this device are kept. */
export const openRoomStore = async (): Promise<Shelf<RoomRecord>> =>
  openStore<RoomRecord>("rooms", {
    handle: "probe",
    role: "guest",
    secret: random(16),
    hostKeyHash: random(16),
    identity: await generateIdentity(),
    createdAt: 0,
    attempts: [],
  });

/** Opens this device's rooms. `base` is the URL of the web app's folder; links are made under it. */
export const openRooms = async ({ base }: { base: URL | string }): Promise<Rooms> => {
  const url = new URL(base);
  const store = await openRoomStore();

  const add = async (role: "host" | "guest", link: LinkSecret, identity: CryptoKeyPair): Promise<Room> => {
    const record: RoomRecord = {
      handle: await handleOf(link),
      role,
      secret: link.secret,
      hostKeyHash: link.hostKeyHash,
      identity,
      createdAt: Date.now(),
      attempts: [],
    };
    await store.put(record.handle, record);
    return new RoomEntry(store, record, url);
  };

  return {
    create: async () => {
      const identity = await generateIdentity();
      const key: Bytes = await exportPublicKey(identity.publicKey);
      return add("host", { secret: random(16), hostKeyHash: await hostKeyHash(key) }, identity);
    },
    open: async (text) => {
      const link = parseLink(text);
      const known = await store.get(await handleOf(link));
      if (known) return new RoomEntry(store, known, url);
      return add("guest", link, await generateIdentity());
    },
    get: async (handle) => {
      const known = await store.get(handle);
      if (!known?.identity || known.handle !== handle) throw new CallError("room-unknown");
      return new RoomEntry(store, known, url);
    },
  };
};
