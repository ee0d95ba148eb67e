import { exportPublicKey, toBase64url } from "@onecall/protocol";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { browserEnvironment } from "../environment.ts";
import { CallMemory } from "./call-memory.ts";
import { openMyRooms } from "./my-room.ts";
import { openRooms, RoomEntry } from "./rooms.ts";

const base = "https://call.example/";
const entryOf = async (handle: string): Promise<RoomEntry> => {
  const room = await (await openRooms({ base })).get(handle);
  if (!(room instanceof RoomEntry)) throw new Error("not a room of this SDK");
  return room;
};
const keyOf = async (handle: string) =>
  toBase64url(await exportPublicKey((await entryOf(handle)).record.identity.publicKey));
const memoryOf = async (handle: string) => new CallMemory(await entryOf(handle), browserEnvironment());
/** What another device keeps: nothing yet. */
const emptyDevice = () =>
  new Promise<void>((done, failed) => {
    const request = indexedDB.open("onecall-rooms");
    request.onerror = () => failed(request.error);
    request.onsuccess = () => {
      const store = request.result.transaction("rooms", "readwrite").objectStore("rooms");
      store.clear().onsuccess = () => {
        request.result.close();
        done();
      };
    };
  });

beforeEach(async () => {
  await openMyRooms({ base });
  await emptyDevice();
});

describe("the lasting room", () => {
  it("is made once, and is there after a reload with its name", async () => {
    const mine = await openMyRooms({ base });
    expect(await mine.get()).toBeUndefined();
    const room = await mine.make("Ada’s room");
    expect(room.link).toMatch(/^https:\/\/call\.example\/c\/#[\w-]{44}$/);
    expect(await mine.make("another")).toEqual(room);
    await mine.rename("Office");
    const again = await openMyRooms({ base });
    expect(await again.get()).toEqual({ ...room, name: "Office" });
    expect((await entryOf(room.handle)).role).toBe("host");
  });

  it("KEY-2: another link has other keys, and this device is not the host of the old one any more", async () => {
    const mine = await openMyRooms({ base });
    const old = await mine.make("Office");
    const key = await keyOf(old.handle);
    await mine.lock(true);
    const next = await mine.rotate();
    expect(next).toMatchObject({ name: "Office", lock: {} });
    expect(next.link).not.toBe(old.link);
    expect(await keyOf(next.handle)).not.toBe(key);
    await expect((await openRooms({ base })).get(old.handle)).rejects.toMatchObject({ code: "room-unknown" });
    expect((await (await openRooms({ base })).open(old.link)).role).toBe("guest");
  });

  it("KEY-9: a saved one works on another device, with the same link and key", async () => {
    const mine = await openMyRooms({ base });
    const room = await mine.make("Office");
    const key = await keyOf(room.handle);
    const text = await mine.save("Whoever has this file is the host.");
    await emptyDevice();
    const there = await openMyRooms({ base });
    expect(await there.load(text)).toEqual(room);
    expect(await keyOf(room.handle)).toBe(key);
    expect((await (await openRooms({ base })).open(room.link)).role).toBe("host");
    // Loading it once more changes nothing, and it replaces another one.
    await there.rename("Study");
    expect(await there.load(text)).toMatchObject({ name: "Study" });
    await there.rotate();
    expect(await there.load(text)).toEqual(room);
    expect(await there.get()).toEqual(room);
    await expect(there.load("{}")).rejects.toMatchObject({ code: "room-file" });
    expect(await there.get()).toEqual(room);
  });

  it("LOCK-1: locks to the first guest it lets in from then on, until it is unlocked", async () => {
    const mine = await openMyRooms({ base });
    const { handle } = await mine.make("Office");
    await (await memoryOf(handle)).remember("c1", "early", "Eve", "Host");
    await mine.lock(true);
    expect((await mine.get())?.lock).toEqual({});
    const memory = await memoryOf(handle);
    expect(memory.mayCome("anyone")).toBe(true);
    await memory.remember("c2", "ada", "Ada", "Host");
    await memory.remember("c3", "bob", "Bob", "Host");
    expect((await mine.get())?.lock).toEqual({ guest: "Ada" });
    const reloaded = await memoryOf(handle);
    expect(["ada", "bob", "early"].map((key) => reloaded.mayCome(key))).toEqual([true, false, false]);
    await mine.lock(false);
    expect((await memoryOf(handle)).mayCome("bob")).toBe(true);
    expect((await mine.get())?.lock).toBeUndefined();
  });
});

describe("recent calls", () => {
  it("are told newest first, and forgotten with the links of others, but for the call in progress", async () => {
    const mine = await openMyRooms({ base });
    const rooms = await openRooms({ base });
    const [past, live] = [await rooms.create(), await rooms.create()];
    const own = await mine.make("Office");
    await rooms.create();
    const now = vi.spyOn(Date, "now");
    const call = async (handle: string, at: number, name: string) => {
      now.mockReturnValue(at);
      const memory = await memoryOf(handle);
      await memory.remember(`c${at}`, `key ${name}`, name, "");
      return memory;
    };
    const start = Date.now();
    const first = await call(past.handle, start - 60_000, "Ada");
    now.mockReturnValue(start - 50_000);
    await first.forget();
    const second = await call(own.handle, start - 30_000, "");
    await second.forget();
    await call(live.handle, start - 1_000, "Bob");
    now.mockRestore();
    expect(await mine.recent()).toEqual([
      { handle: live.handle, role: "host", name: "Bob", startedAt: start - 1_000, duration: undefined },
      { handle: own.handle, role: "host", name: "", startedAt: start - 30_000, duration: 0 },
      { handle: past.handle, role: "host", name: "Ada", startedAt: start - 60_000, duration: 10_000 },
    ]);
    await mine.clearRecent();
    expect((await mine.recent()).map(({ name }) => name)).toEqual(["Bob"]);
    await expect(rooms.get(past.handle)).rejects.toMatchObject({ code: "room-unknown" });
    expect(await mine.get()).toEqual(own);
  });
});
