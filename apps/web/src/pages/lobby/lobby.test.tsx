/** @jsxImportSource preact */
import type { CallState, Capture, MediaErrorCode, Room, StateOf } from "@onecall/client";
import { describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { fakeSession } from "../../testing/fake-call.ts";
import { show } from "../../testing/show.ts";
import { Lobby } from "./lobby.tsx";

const lobby = (changes: Partial<StateOf<"lobby">> = {}): CallState => ({
  name: "lobby",
  host: "here",
  offline: false,
  ...changes,
});
const failed = (code: MediaErrorCode): Capture => ({ state: "failed", code });
const open = (
  state = lobby(),
  outcome: Partial<Record<"camera" | "microphone", Capture>> = {},
  room: Partial<Room> = {},
) => {
  const fake = fakeSession("guest", state, room);
  Object.assign(fake.call.local.outcome, outcome);
  fake.session.begin();
  let homes = 0;
  show(<Lobby session={fake.session} onHome={() => homes++} />);
  return { ...fake, homes: () => homes };
};
const ask = () => page.getByTestId("ask-to-join");

describe("Lobby", () => {
  it("shows the own picture and the two switches", async () => {
    const { call } = open();
    await expect.element(page.getByTestId("local-video")).toBeVisible();
    const camera = page.getByTestId("camera");
    await expect.element(camera).toHaveAttribute("aria-pressed", "true");
    await userEvent.click(camera);
    await expect.element(camera).toHaveAttribute("aria-pressed", "false");
    await expect.element(page.getByText("Your camera is off")).toBeVisible();
    await expect.element(ask()).toHaveTextContent("Ask to join without camera");
    await userEvent.click(page.getByTestId("mic"));
    await expect.element(page.getByTestId("mic")).toHaveAttribute("aria-pressed", "false");
    expect(call.local.asked).toEqual(["open true true", "camera false", "microphone false"]);
    await expect.element(ask()).toHaveTextContent("Ask to join without camera and microphone");
  });
  it("asks with the name, which it remembers, by Enter too", async () => {
    const { call, preferences } = open();
    await userEvent.fill(page.getByTestId("name"), "  Ada Lovelace ");
    await userEvent.keyboard("{Enter}");
    expect(call.done).toEqual(["start", "ask Ada Lovelace"]);
    expect(preferences.name.value).toBe("Ada Lovelace");
  });
  it("takes no name longer than the protocol does", async () => {
    open();
    await expect.element(page.getByTestId("name")).toHaveAttribute("maxlength", "64");
  });
  it.each([
    [lobby({ host: undefined }), "Looking for the host…"],
    [lobby(), "The host is here"],
    [lobby({ host: "away" }), "The host isn’t here yet"],
    [lobby({ host: "busy" }), "The host is in another call"],
    [lobby({ offline: true }), "The server can’t be reached"],
  ])("says where the host is", async (state, words) => {
    open(state);
    await expect.element(page.getByText(words)).toBeVisible();
  });
  it("shows that the microphone hears something", async () => {
    open();
    await expect.element(page.getByText("Your microphone works")).toBeInTheDocument();
  });
  it("explains a blocked camera and microphone, tries again and goes on without", async () => {
    const { call } = open(lobby(), { camera: failed("media-denied"), microphone: failed("media-denied") });
    await expect
      .element(page.getByRole("alert"))
      .toHaveTextContent("Your browser blocks the camera and microphone");
    await userEvent.click(page.getByRole("button", { name: "Try again" }));
    expect(call.local.asked.at(-1)).toBe("open true true");
    await userEvent.click(page.getByRole("button", { name: "Join without both" }));
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
    await expect.element(ask()).toHaveTextContent("Ask to join without camera and microphone");
    await userEvent.click(ask());
    expect(call.done.at(-1)).toBe("ask ");
  });
  it("explains a missing microphone beside the picture", async () => {
    open(lobby(), { microphone: failed("media-missing") });
    await expect.element(page.getByRole("alert")).toHaveTextContent("No microphone found");
    await expect.element(page.getByTestId("local-video")).toBeVisible();
  });
  it("lets the person choose devices", async () => {
    const { call, preferences } = open();
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Camera" }), "Desk camera");
    expect(call.local.asked.at(-1)).toBe("select camera cam-2");
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Speaker" }), "Built-in speakers");
    expect(preferences.speaker.value).toBe("out-1");
  });
  it("hides the address before anyone could learn it, by keyboard too", async () => {
    const { call, preferences } = open();
    const hide = page.getByRole("switch", { name: "Hide my address" });
    await expect.element(hide).not.toBeChecked();
    await expect.element(hide).toHaveAccessibleDescription(/relay.*IP address/);
    await userEvent.click(page.getByText("Hide my address"));
    await expect.element(hide).toBeChecked();
    expect([preferences.hideAddress.value, call.hidesAddress]).toEqual([true, true]);
    await expect.element(hide).toHaveFocus();
    await userEvent.keyboard(" ");
    await expect.element(hide).not.toBeChecked();
    expect(call.hidesAddress).toBe(false);
  });
  it("numbers devices without a name and says when there are none", async () => {
    const { call } = open();
    call.devices.set({ microphones: [{ id: "x", label: "" }], cameras: [], speakers: [] });
    await expect.element(page.getByRole("combobox", { name: "Microphone" })).toHaveTextContent("Device 1");
    await expect.element(page.getByRole("combobox", { name: "Camera" })).toHaveTextContent("None found");
  });
  it("warns where a reload means asking again", async () => {
    open(lobby(), {}, { persistent: false });
    await expect.element(page.getByText("a reload means asking again")).toBeVisible();
  });
  it("has a way home", async () => {
    const { homes } = open();
    await userEvent.click(page.getByRole("button", { name: "Home" }));
    expect(homes()).toBe(1);
  });

  it("opens the own room for a host, who is asked for nothing else", async () => {
    const { call, session, preferences } = fakeSession("host", { name: "idle" });
    session.prepare();
    show(<Lobby session={session} onHome={() => {}} />);
    await expect
      .element(page.getByRole("heading", { level: 1 }))
      .toHaveTextContent("Ready to open your room?");
    await expect.element(page.getByText("The host")).not.toBeInTheDocument();
    await userEvent.fill(page.getByTestId("name"), " Grace ");
    await userEvent.click(page.getByRole("button", { name: "Open my room" }));
    expect(call.done).toEqual(["start"]);
    expect(preferences.name.value).toBe("Grace");
  });
});
