/** @jsxImportSource preact */
import { CallError } from "@onecall/client";
import { afterEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { announceSession } from "../../app/announcer.ts";
import { createPreferences } from "../../preferences/preferences.ts";
import { ADA, CODE, FakeCall, fakeRoom } from "../../testing/fake-call.ts";
import { captured, humTrack, paintedTrack } from "../../testing/fake-media.ts";
import { show } from "../../testing/show.ts";
import { CallScreens } from "../call-screens.tsx";
import { createSession } from "../session/session.ts";

let quiet = () => {};
const open = () => {
  const call = new FakeCall(fakeRoom("host"), {
    name: "connected",
    peer: ADA,
    checkCode: CODE,
    since: Date.now(),
    waiting: 0,
  });
  const preferences = createPreferences(undefined, sessionStorage);
  const session = createSession(call, preferences);
  void call.local.open({ microphone: true, camera: true });
  quiet = announceSession(session);
  const Screen = () => <CallScreens session={session} onHome={() => {}} />;
  show(<Screen />);
  return { call, session, preferences };
};
afterEach(() => {
  quiet();
  sessionStorage.clear();
  vi.useRealTimers();
});

const said = () => page.getByTestId("announcement");
const desk = () =>
  captured({ track: paintedTrack(), deviceId: "cam-2", label: "Desk camera", replaced: "Lid" });

describe("a camera that went away in the call", () => {
  it("says which one is used now, for a moment", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { call, session } = open();
    call.local.set("camera", { state: "starting" });
    call.local.set("camera", desk());
    await vi.waitFor(() =>
      expect(page.getByTestId("takeover").element().textContent).toContain("Desk camera"),
    );
    expect(said().element().textContent).toContain("Switched to");
    expect(session.chosen.camera.value).toBe("cam-2");
    expect(page.getByRole("alert").query()).toBeNull();
    await vi.advanceTimersByTimeAsync(6_000);
    await vi.waitFor(() => expect(page.getByTestId("takeover").query()).toBeNull());
  });
  it("says so where there is no other, goes on alone, and tries again with one key", async () => {
    const { call } = open();
    call.local.set("camera", { state: "failed", code: "media-missing" });
    await expect.element(page.getByRole("alert")).toHaveTextContent("No camera found");
    await expect.element(page.getByText("Your camera is off")).toBeVisible();
    page.getByRole("button", { name: "Try again" }).element().focus();
    await userEvent.keyboard("{Enter}");
    expect(call.local.asked.at(-1)).toBe("open false true");
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
  });
  it("is wanted after a reload, too, whatever else is switched", async () => {
    const { call, session, preferences } = open();
    call.local.set("camera", { state: "failed", code: "media-missing" });
    session.toggle("microphone");
    expect(preferences.switches("abcd1234")).toEqual({ microphone: false, camera: true });
  });
  it("can be done without", async () => {
    const { call } = open();
    call.local.set("camera", { state: "failed", code: "media-in-use" });
    call.fail(new CallError("media-in-use"));
    await expect.element(page.getByRole("alert")).toHaveTextContent("Another program uses your camera");
    await userEvent.click(page.getByRole("button", { name: "Dismiss" }));
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
    expect(call.done).toEqual(["camera off"]);
  });
});

describe("a permission taken back in the call", () => {
  it("says that it was the browser, and how to give it again", async () => {
    const { call } = open();
    call.local.set("microphone", { state: "failed", code: "media-denied" });
    const alert = page.getByRole("alert");
    await expect.element(alert).toHaveTextContent("Your browser blocks the microphone");
    await expect.element(alert).toHaveTextContent("icon left of the address");
  });
});

describe("a device the system holds back", () => {
  it("is shown as paused, not as switched off, and needs nobody", async () => {
    const { call } = open();
    const track = humTrack();
    call.local.set("microphone", captured({ track, deviceId: "mic-1", label: "Headset", heldBack: true }));
    await expect.element(page.getByText("Your microphone is paused").first()).toBeVisible();
    await expect.element(said()).toHaveTextContent("Your microphone is paused");
    await expect.element(page.getByTestId("mic")).toHaveAttribute("aria-pressed", "true");
    call.local.set("microphone", captured({ track, deviceId: "mic-1", label: "Headset" }));
    await expect.element(page.getByRole("main")).not.toHaveTextContent("paused");
  });
  it("shows no black picture of the person", async () => {
    const { call } = open();
    call.local.set("camera", captured({ track: paintedTrack(), heldBack: true }));
    await expect.element(page.getByTestId("local-video")).not.toBeVisible();
    await expect.element(page.getByTestId("camera")).toHaveAttribute("aria-pressed", "true");
  });
});

it("a press while a device is on its way turns it off, never on", async () => {
  const { call } = open();
  call.local.set("microphone", { state: "starting" });
  await expect.element(page.getByTestId("mic")).toHaveAttribute("aria-pressed", "true");
  await userEvent.click(page.getByTestId("mic"));
  expect(call.done).toEqual(["microphone off"]);
});
