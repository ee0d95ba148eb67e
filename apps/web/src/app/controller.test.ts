import type { Room } from "@onecall/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fakeRoom, LINK } from "../testing/fake-call.ts";
import { fakeEnvironment } from "../testing/fake-environment.ts";
import { type Controller, createController } from "./controller.ts";

const fragment = LINK.slice(-45);
const before = location.href;
let controller: Controller;
const start = (address: string, environment = fakeEnvironment()) => {
  history.replaceState(null, "", address);
  controller = createController(environment);
  return environment;
};
const shows = (name: string) => vi.waitFor(() => expect(controller.screen.value.name).toBe(name));
const here = () => location.pathname + location.hash;

beforeEach(() => history.replaceState(null, "", "/"));
afterEach(() => {
  controller.dispose();
  history.replaceState(null, "", before);
});

describe("the controller", () => {
  it("shows home at the address of the app", () => {
    start("/");
    expect(controller.screen.value).toEqual({ name: "home" });
  });
  it("goes from home to the open door in one step, and back with Back", async () => {
    const { calls } = start("/");
    await controller.startCall();
    expect(controller.screen.value.name).toBe("room");
    expect(here()).toBe("/c/#abcd1234");
    expect(calls[0]?.done).toEqual(["start"]);
    expect(calls[0]?.local.asked).toEqual(["open true true"]);
    history.back();
    await shows("home");
    expect(calls[0]?.done).toEqual(["start", "leave", "close"]);
  });
  it("opens a whole link and takes its secret out of the address bar", async () => {
    start(`/c/${fragment}`);
    await shows("room");
    expect(here()).toBe("/c/#guest123");
  });
  it("leaves the link where a reload would need it", async () => {
    start(`/c/${fragment}`, fakeEnvironment({ persistent: false }));
    await shows("room");
    expect(here()).toBe(`/c/${fragment}`);
  });
  it("opens a room this device knows by its handle", async () => {
    const { calls } = start("/c/#abcd1234");
    await shows("room");
    expect(calls[0]?.room.role).toBe("host");
  });
  it("lets a host look at the own picture before the room opens, and nobody knock before", async () => {
    const { calls } = start("/");
    await controller.openRoom("abcd1234", { prepare: true });
    const screen = controller.screen.value;
    expect(screen).toMatchObject({ name: "room", prepares: true });
    expect(here()).toBe("/c/#abcd1234");
    expect([calls[0]?.done, calls[0]?.local.asked]).toEqual([[], ["open true true"]]);
    if (screen.name === "room") screen.session.open();
    expect(calls[0]?.done).toEqual(["start"]);
  });
  it.each([
    ["/c/#zzzz9999", "doesn’t know that call any more"],
    ["/c/#AQAB", "Part of the link is missing"],
  ])("says at home what is wrong with %s", async (address, words) => {
    start(address);
    await shows("home");
    expect(controller.screen.value).toMatchObject({ problem: expect.stringContaining(words) });
  });
  it("says that a call could not be opened when the browser fails", async () => {
    start("/", fakeEnvironment({}, { create: () => Promise.reject(new DOMException("full")) }));
    await controller.startCall();
    expect(controller.screen.value).toMatchObject({
      name: "home",
      problem: expect.stringContaining("Reload"),
    });
  });
  it("opens a pasted link with a step back to home", async () => {
    start("/");
    await controller.openLink(LINK);
    expect(here()).toBe("/c/#guest123");
    history.back();
    await shows("home");
  });
  it("keeps a pasted link in the address where nothing is stored", async () => {
    start("/", fakeEnvironment({ persistent: false, link: `${location.origin}/c/${fragment}` }));
    await controller.openLink(LINK);
    expect(here()).toBe(`/c/${fragment}`);
  });
  it("follows a link pasted over the address of a call", async () => {
    const { calls } = start("/c/#abcd1234");
    await shows("room");
    location.hash = fragment;
    await vi.waitFor(() => expect(calls).toHaveLength(2));
    expect(calls[0]?.done).toContain("leave");
    expect(here()).toBe("/c/#guest123");
  });
  it("drops a slow answer when the person went elsewhere", async () => {
    let answer: (room: Room) => void = () => {};
    const slow = new Promise<Room>((resolve) => {
      answer = resolve;
    });
    const { calls } = start("/", fakeEnvironment({}, { create: () => slow }));
    const starting = controller.startCall();
    expect(controller.screen.value.name).toBe("opening");
    controller.goHome();
    answer(fakeRoom("host"));
    await starting;
    expect(controller.screen.value).toEqual({ name: "home" });
    expect(calls).toEqual([]);
    expect(here()).toBe("/");
  });
  it("leaves the call on the way home", async () => {
    const { calls } = start("/c/#abcd1234");
    await shows("room");
    controller.goHome();
    expect(controller.screen.value).toEqual({ name: "home" });
    expect(calls[0]?.done).toEqual(["start", "leave", "close"]);
  });
});
