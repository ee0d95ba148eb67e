import { exportPublicKey, formatFragment, random } from "@onecall/protocol";
import { describe, expect, it, vi } from "vitest";
import { openRooms, RoomEntry } from "./rooms.ts";

const base = "https://call.example/sub/";
const entry = (room: unknown): RoomEntry => {
  if (!(room instanceof RoomEntry)) throw new Error("not a room of this SDK");
  return room;
};

describe("openRooms", () => {
  it("LINK-1: makes a link under the base, 44 characters of fragment, and is its host", async () => {
    const rooms = await openRooms({ base });
    const room = await rooms.create();
    expect(room.role).toBe("host");
    expect(room.persistent).toBe(true);
    expect(room.link).toMatch(/^https:\/\/call\.example\/sub\/c\/#[\w-]{44}$/);
  });

  it("LINK-5: the handle finds the room after a reload, with the same non-extractable key", async () => {
    const room = await (await openRooms({ base })).create();
    const again = await (await openRooms({ base })).get(room.handle);
    expect(again).toMatchObject({ handle: room.handle, link: room.link, role: "host" });
    expect(room.handle).toMatch(/^[\w-]{8}$/);
    expect(room.link).not.toContain(room.handle);
    const { privateKey } = entry(again).record.identity;
    expect(privateKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey("jwk", privateKey)).rejects.toThrow();
  });

  it("KEY-2: opening someone's link makes a guest key, the same one every time", async () => {
    // A link of another device: valid, but its host key is not in this browser.
    const link = `https://call.example/c/#${formatFragment({ secret: random(16), hostKeyHash: random(16) })}`;
    const first = await (await openRooms({ base })).open(link);
    const again = await (await openRooms({ base })).open(link);
    expect(first).toMatchObject({ role: "guest", handle: again.handle });
    const [one, two] = await Promise.all(
      [first, again].map((room) => exportPublicKey(entry(room).record.identity.publicKey)),
    );
    expect(one).toEqual(two);
  });

  it("opening one's own link is being its host", async () => {
    const rooms = await openRooms({ base });
    expect((await rooms.open((await rooms.create()).link)).role).toBe("host");
  });

  it("refuses what is no link, and handles this device does not know, with a code", async () => {
    const rooms = await openRooms({ base });
    await expect(rooms.open("https://call.example/c/#AQIDBA")).rejects.toMatchObject({
      code: "link-truncated",
    });
    await expect(rooms.open("hello there")).rejects.toMatchObject({ code: "link-malformed" });
    await expect(rooms.get("AAAAAAAA")).rejects.toMatchObject({ code: "room-unknown" });
    await expect(rooms.get("probe")).rejects.toMatchObject({ code: "room-unknown" });
  });

  it("works without storage, and says that a reload will lose the place", async () => {
    const open = vi.spyOn(indexedDB, "open").mockImplementation(() => {
      throw new DOMException("refused", "SecurityError");
    });
    try {
      const rooms = await openRooms({ base });
      const room = await rooms.create();
      expect(room.persistent).toBe(false);
      expect(await rooms.get(room.handle)).toMatchObject({ link: room.link });
    } finally {
      open.mockRestore();
    }
  });

  it("keeps what two tabs write to one room", async () => {
    const room = entry(await (await openRooms({ base })).create());
    const tab = entry(await (await openRooms({ base })).get(room.handle));
    await Promise.all([
      room.update((record) => ({ ...record, attempts: [...record.attempts, 1] })),
      tab.update((record) => ({ ...record, verified: { key: "k", at: 2 } })),
    ]);
    await room.refresh();
    expect(room.record).toMatchObject({ attempts: [1], verified: { key: "k", at: 2 } });
  });
});
