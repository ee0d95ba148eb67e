/** @jsxImportSource preact */
import { openMyRooms, openRooms } from "@onecall/client";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { createPreferences } from "../../../preferences/preferences.ts";
import { show } from "../../../testing/show.ts";
import { addMissed, readMissed } from "../../waiting/ring/missed.ts";
import { KeptPart } from "./kept-part.tsx";

const base = new URL("/", location.origin);
let opened: string[] = [];
const preferences = createPreferences(undefined, undefined);
const controller = {
  base,
  preferences,
  openRoom: async (handle: string, options?: { prepare: boolean }) =>
    void opened.push(options?.prepare ? `${handle} prepare` : handle),
};
const inStore = <T,>(run: (rooms: IDBObjectStore) => IDBRequest<T>) =>
  new Promise<T>((done, failed) => {
    const opening = indexedDB.open("onecall-rooms");
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
      const request = run(opening.result.transaction("rooms", "readwrite").objectStore("rooms"));
      request.onsuccess = () => {
        opening.result.close();
        done(request.result);
      };
    };
  });
/** A device that keeps nothing yet. */
const forget = async () => {
  await openMyRooms({ base });
  await inStore((rooms) => rooms.clear());
};
const change = async (handle: string, changes: object) => {
  const record: object = await inStore((rooms) => rooms.get(handle));
  await inStore((rooms) => rooms.put({ ...record, ...changes }, handle));
};
const room = async () => {
  const mine = await (await openMyRooms({ base })).get();
  if (!mine) throw new Error("there is no room");
  return mine;
};
const file = (text: string) => new File([text], "my-room.json", { type: "application/json" });
const give = async (text: string) => {
  const transfer = new DataTransfer();
  transfer.items.add(file(text));
  const input = page.getByTestId("room-file").first().element() as HTMLInputElement;
  input.files = transfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
};
const settings = async () => {
  await userEvent.click(page.getByTestId("make-room"));
  await userEvent.click(page.getByTestId("room-settings"));
  await expect.element(page.getByRole("dialog")).toBeVisible();
};

beforeEach(async () => {
  opened = [];
  await forget();
  show(<KeptPart controller={controller} />);
});

describe("My room", () => {
  it("is made with one press, and its link copied, opened, or opened after a look at the camera", async () => {
    const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    await userEvent.click(page.getByTestId("make-room"));
    await expect.element(page.getByTestId("open-room")).toBeVisible();
    const { handle, link } = await room();
    await userEvent.click(page.getByTestId("copy-room-link"));
    expect(write).toHaveBeenCalledWith(link);
    write.mockRestore();
    await userEvent.click(page.getByTestId("open-room"));
    await userEvent.click(page.getByTestId("prepare-room"));
    expect(opened).toEqual([handle, `${handle} prepare`]);
  });
  it("is renamed and locked", async () => {
    await settings();
    await userEvent.fill(page.getByTestId("room-name"), "Office <b>");
    await userEvent.click(page.getByTestId("room-lock"));
    await expect.element(page.getByText("Locks behind the next person")).toBeInTheDocument();
    await expect.element(page.getByRole("heading", { name: "Office <b>" })).toBeInTheDocument();
    expect(await room()).toMatchObject({ name: "Office <b>", lock: {} });
  });
  it("says that the old link dies before it is changed", async () => {
    await settings();
    const { link } = await room();
    await userEvent.click(page.getByTestId("rotate"));
    await expect.element(page.getByRole("alert")).toHaveTextContent("The old link stops working");
    expect((await room()).link).toBe(link);
    await userEvent.click(page.getByTestId("rotate-now"));
    await expect.element(page.getByTestId("announcement")).toHaveTextContent("Your room has a new link");
    expect((await room()).link).not.toBe(link);
  });
  it("KEY-9: is saved after a plain warning, and opened again on a device without it", async () => {
    await settings();
    const { link } = await room();
    await expect
      .element(page.getByRole("dialog"))
      .toHaveTextContent("Whoever has this file is the host of your room");
    const make = vi.spyOn(URL, "createObjectURL");
    const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => {});
    await userEvent.click(page.getByTestId("save-room"));
    await vi.waitFor(() => expect(click).toHaveBeenCalledOnce());
    const [content] = make.mock.lastCall ?? [];
    const saved = content instanceof Blob ? await content.text() : "";
    make.mockRestore();
    click.mockRestore();
    expect(saved).toContain("Whoever has this file is the host of your room");
    await userEvent.keyboard("{Escape}");
    await forget();
    show(<KeptPart key="again" controller={controller} />);
    await expect.element(page.getByTestId("make-room")).toBeVisible();
    await give('{"onecall":"room"}');
    await expect.element(page.getByRole("alert")).toHaveTextContent("This is not a saved room");
    await give(saved);
    await expect.element(page.getByTestId("open-room")).toBeVisible();
    expect((await room()).link).toBe(link);
    expect((await (await openRooms({ base })).open(link)).role).toBe("host");
  });
});

describe("recent calls", () => {
  it("are told with name, time and length, opened again, and forgotten", async () => {
    const { handle } = await (await openRooms({ base })).create();
    const startedAt = Date.now() - 3_600_000;
    await change(handle, {
      peer: { key: "k", name: "<i>Ada</i>", lastSeen: startedAt },
      call: {
        id: "c",
        peerKey: "k",
        peerName: "Ada",
        ownName: "",
        startedAt,
        aliveAt: startedAt,
        endedAt: startedAt + 65_000,
      },
    });
    show(<KeptPart key="again" controller={controller} />);
    const call = page.getByTestId("recent-call");
    await expect.element(call).toHaveTextContent("<i>Ada</i>");
    await expect.element(call).toHaveTextContent("1 minute 5 seconds");
    await userEvent.click(page.getByRole("button", { name: /^Call .*again$/ }));
    expect(opened).toEqual([handle]);
    await userEvent.click(page.getByTestId("clear-recent"));
    await expect.element(call).not.toBeInTheDocument();
  });
  it("are told with those who knocked in vain, and forgotten together", async () => {
    preferences.missed.value = addMissed("", { handle: "abcd1234", name: "Eve", at: Date.now() });
    await expect.element(page.getByTestId("missed-knock")).toHaveTextContent(/Eve.*Knocked/);
    await userEvent.click(page.getByRole("button", { name: /^Open the room .*Eve/ }));
    expect(opened).toEqual(["abcd1234"]);
    await userEvent.click(page.getByTestId("clear-recent"));
    await expect.element(page.getByTestId("recent")).not.toBeInTheDocument();
    expect(readMissed(preferences.missed.value)).toEqual([]);
  });
  it("are not there before there was one", async () => {
    await expect.element(page.getByTestId("my-room")).toBeVisible();
    await expect.element(page.getByTestId("recent")).not.toBeInTheDocument();
  });
});
