/** @jsxImportSource preact */
import type { Room } from "@onecall/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { ADA, CODE, LINK } from "../testing/fake-call.ts";
import { type FakeEnvironment, fakeEnvironment } from "../testing/fake-environment.ts";
import { clear, show } from "../testing/show.ts";
import { App } from "./app.tsx";
import { type Controller, createController } from "./controller.ts";

const before = location.href;
let controller: Controller;
let environment: FakeEnvironment;
const open = (address: string, room: Partial<Room> = {}) => {
  history.replaceState(null, "", address);
  environment = fakeEnvironment(room);
  controller = createController(environment);
  show(<App controller={controller} />, { live: false });
};
const call = () => vi.waitUntil(() => environment.calls[0]);
const said = () => page.getByTestId("announcement");

beforeEach(() => history.replaceState(null, "", "/"));
afterEach(() => {
  clear();
  controller.dispose();
  history.replaceState(null, "", before);
});

describe("the app", () => {
  it("takes a host from home through a whole call", async () => {
    open("/");
    await userEvent.click(page.getByTestId("start-call"));
    const host = await call();
    host.set({ name: "waiting", waiting: 0, offline: false });
    await expect.element(page.getByTestId("call-link")).toHaveValue(LINK);
    host.set({ name: "ringing", peer: ADA, waiting: 0, offline: false, since: 0 });
    await expect.element(said()).toHaveTextContent("is asking to join.");
    await userEvent.click(page.getByTestId("accept"));
    host.set({ name: "connecting", peer: ADA, checkCode: CODE, since: Date.now(), waiting: 0 });
    host.set({ name: "connected", peer: ADA, checkCode: CODE, since: Date.now(), waiting: 0 });
    await expect.element(said()).toHaveTextContent("You are in the call with");
    await expect.element(page.getByRole("heading", { level: 1 })).toHaveFocus();
    await userEvent.keyboard("m");
    await expect.element(said()).toHaveTextContent("Your microphone is off.");
    host.setRemote({ microphone: false });
    await expect.element(said()).toHaveTextContent("is muted.");
    host.set({ name: "ended", reason: "peer-left", duration: 9000, peer: ADA });
    await expect.element(said()).toHaveTextContent("left the call");
    await expect.element(page.getByRole("heading", { level: 1 })).toHaveFocus();
    await userEvent.click(page.getByTestId("home"));
    await expect.element(page.getByTestId("start-call")).toBeVisible();
    expect(host.done).toEqual(["start", "accept video", "microphone off", "leave", "close"]);
  });
  it("takes a guest from the link to the question", async () => {
    open(`/c/${LINK.slice(-45)}`);
    const guest = await call();
    guest.set({ name: "lobby", host: "away", offline: false });
    await expect.element(page.getByTestId("name")).toBeVisible();
    guest.set({ name: "lobby", host: "here", offline: false });
    await expect.element(said()).toHaveTextContent("The host is here");
    await userEvent.click(page.getByTestId("ask-to-join"));
    guest.set({ name: "asking", place: 0, host: "here", offline: false, since: Date.now() });
    await expect.element(page.getByTestId("cancel")).toBeVisible();
    await expect.element(page.getByRole("heading", { level: 1 })).toHaveFocus();
    expect(guest.done).toEqual(["start", "ask "]);
  });
  it("says in a private window that a reload needs a new knock, and works there all the same", async () => {
    open(`/c/${LINK.slice(-45)}`, { persistent: false });
    const guest = await call();
    guest.set({ name: "lobby", host: "here", offline: false });
    await expect.element(page.getByText("a reload means asking again")).toBeVisible();
    await userEvent.click(page.getByTestId("ask-to-join"));
    guest.set({ name: "asking", place: 0, host: "here", offline: false, since: Date.now() });
    await expect.element(page.getByText("a reload means asking again")).toBeVisible();
    guest.set({ name: "connected", peer: ADA, checkCode: CODE, since: Date.now(), waiting: 0 });
    await expect.element(page.getByTestId("remote-video")).toBeInTheDocument();
    // The whole link is the only way back: it stays in the address.
    expect(location.hash).toBe(new URL(LINK).hash);
  });
});
