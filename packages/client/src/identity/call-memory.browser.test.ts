import { afterEach, describe, expect, it } from "vitest";
import { browserEnvironment } from "../environment.ts";
import { CallMemory } from "./call-memory.ts";
import { openRooms, RoomEntry } from "./rooms.ts";

const base = "https://call.example/";
const frames: HTMLIFrameElement[] = [];
afterEach(() => {
  for (const frame of frames.splice(0)) frame.remove();
});

const entry = async (handle: string): Promise<RoomEntry> => {
  const room = await (await openRooms({ base })).get(handle);
  if (!(room instanceof RoomEntry)) throw new Error("not a room of this SDK");
  return room;
};

/** A page of its own in a call at this link. It tells `memory` when it is ready. */
const pageInCall = async (handle: string): Promise<{ memory: CallMemory; close(): void }> => {
  const frame = document.createElement("iframe");
  frames.push(frame);
  document.body.append(frame);
  const page = frame.contentWindow as Window & typeof globalThis; // Attached just now, and of this origin.
  const ready = new Promise<CallMemory>((resolve) => Object.assign(page, { ready: resolve }));
  const from = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
  const script = page.document.createElement("script");
  script.type = "module";
  script.textContent = `
    import { browserEnvironment } from ${from("../environment.ts")};
    import { CallMemory } from ${from("./call-memory.ts")};
    import { openRooms } from ${from("./rooms.ts")};
    const room = await (await openRooms({ base: "${base}" })).get("${handle}");
    const memory = new CallMemory(room, browserEnvironment());
    await memory.remember("c1", "key", "Ada", "Bob");
    window.ready(memory);`;
  page.document.body.append(script);
  return { memory: await ready, close: () => frame.remove() };
};

describe("CallMemory", () => {
  it("REJOIN-2: a call that was ended is over also when the page goes in the same moment", async () => {
    const { handle } = await (await openRooms({ base })).create();
    const page = await pageInCall(handle);
    void page.memory.forget();
    // A page goes between two tasks: what is left of this one is done before.
    await Promise.resolve();
    await Promise.resolve();
    page.close();
    const { record } = await entry(handle);
    expect(record).toMatchObject({ peer: { name: "Ada" }, call: { id: "c1", peerKey: "key" } });
    expect(record.call?.endedAt).toBeGreaterThan(0);
  });

  it("a sign of life that is still being stored does not bring an ended call back", async () => {
    const { handle } = await (await openRooms({ base })).create();
    const room = await entry(handle);
    const memory = new CallMemory(room, browserEnvironment());
    const remembered = memory.remember("c1", "key", "Ada", "Bob");
    const ended = memory.forget();
    await Promise.all([remembered, ended]);
    expect(memory.live).toBeUndefined();
    expect((await entry(handle)).record.call?.endedAt).toBeGreaterThan(0);
  });

  it("REJOIN-2: the page that is in a call takes it up however long no packet came, another one within 10 minutes", async () => {
    const { handle } = await (await openRooms({ base })).create();
    let now = 1_000_000;
    const environment = { ...browserEnvironment(), now: () => now };
    const memory = new CallMemory(await entry(handle), environment);
    await memory.remember("c1", "key", "Ada", "Bob");
    const reloaded = async () => new CallMemory(await entry(handle), environment).live?.id;
    now += 10 * 60_000;
    expect([memory.live?.id, await reloaded()]).toEqual(["c1", "c1"]);
    now += 1;
    expect([memory.live?.id, await reloaded()]).toEqual(["c1", undefined]);
    memory.letGo();
    expect(memory.live).toBeUndefined();
  });
});
