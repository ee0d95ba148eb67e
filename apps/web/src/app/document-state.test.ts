import { signal } from "@preact/signals";
import { afterEach, describe, expect, it } from "vitest";
import { ADA, CODE, fakeSession } from "../testing/fake-call.ts";
import type { Screen } from "./controller.ts";
import { describeDocument } from "./document-state.ts";

const screen = signal<Screen>({ name: "opening" });
for (const other of document.querySelectorAll("link[rel=icon]")) other.remove();
const icon = Object.assign(document.createElement("link"), { rel: "icon" });
document.head.append(icon);
let stop = () => {};
afterEach(() => stop());

const phase = () => document.documentElement.getAttribute("data-call-state");
const line = () =>
  ["data-line-here", "data-line-there", "data-line-picture"].map((name) =>
    document.documentElement.getAttribute(name),
  );
const iconName = () => /favicon[a-z-]*(?=\.svg)/.exec(icon.href)?.[0];

describe("the document", () => {
  it("has no state until it is known where the address leads", () => {
    screen.value = { name: "opening" };
    stop = describeDocument(screen);
    expect(phase()).toBeNull();
    screen.value = { name: "home" };
    expect(phase()).toBe("home");
    expect(document.title).toBe("Onecall");
  });
  it("follows the call with state, title and icon", async () => {
    const { call, session } = fakeSession("host", { name: "waiting", waiting: 0, offline: false });
    await call.local.open({ microphone: true, camera: true });
    screen.value = { name: "room", session };
    stop = describeDocument(screen);
    expect([phase(), iconName()]).toEqual(["waiting", "favicon"]);
    call.set({ name: "ringing", peer: ADA, waiting: 0, offline: false, since: 0 });
    expect([phase(), iconName()]).toEqual(["waiting", "favicon-ringing"]);
    expect(document.title).toBe("Ada Lovelace is asking to join");
    call.set({ name: "connecting", peer: ADA, checkCode: CODE, since: 0, waiting: 0 });
    expect(phase()).toBe("connecting");
    call.set({ name: "connected", peer: ADA, checkCode: CODE, since: 0, waiting: 0 });
    expect([phase(), iconName(), document.title]).toEqual([
      "in-call",
      "favicon-in-call",
      "In a call – Onecall",
    ]);
    call.local.switch("microphone", false);
    expect([iconName(), document.title]).toEqual(["favicon-muted", "Muted – Onecall"]);
    call.set({ name: "reconnecting", peer: ADA, checkCode: CODE, since: 0, lostAt: 0, waiting: 0 });
    expect(phase()).toBe("reconnecting");
    call.set({ name: "lost", peer: ADA, checkCode: CODE, since: 0, waiting: 0 });
    expect(phase()).toBe("lost");
    call.set({ name: "ended", reason: "left", duration: 0 });
    expect([phase(), iconName()]).toEqual(["ended", "favicon"]);
  });
  it("says how the line is while there is a call", () => {
    const { call, session } = fakeSession("host", { name: "waiting", waiting: 0, offline: false });
    screen.value = { name: "room", session };
    stop = describeDocument(screen);
    expect(line()).toEqual([null, null, null]);
    call.set({ name: "connected", peer: ADA, checkCode: CODE, since: 0, waiting: 0 });
    expect(line()).toEqual(["good", "good", "sent"]);
    call.setLine({ here: "silent" });
    call.setLine({ there: "away" });
    expect(line()).toEqual(["silent", "away", "sent"]);
    call.set({ name: "ended", reason: "left", duration: 0 });
    expect(line()).toEqual([null, null, null]);
  });
  it("names the lobby and the asking guest", () => {
    const { call, session } = fakeSession("guest", { name: "lobby", host: undefined, offline: false });
    screen.value = { name: "room", session };
    stop = describeDocument(screen);
    expect(phase()).toBe("lobby");
    call.set({ name: "asking", place: 0, host: "here", offline: false, since: 0 });
    expect(phase()).toBe("asking");
  });
});
