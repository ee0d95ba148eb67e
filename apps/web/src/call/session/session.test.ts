import { CallError } from "@onecall/client";
import { afterEach, describe, expect, it } from "vitest";
import { createPreferences } from "../../preferences/preferences.ts";
import { ADA, CODE, FakeCall, fakeRoom, fakeSession } from "../../testing/fake-call.ts";
import { phaseOf } from "./phase.ts";
import { createSession, inCall } from "./session.ts";

const CONNECTED = { name: "connected", peer: ADA, checkCode: CODE, since: 0, waiting: 0 } as const;
const ended = { name: "ended", reason: "left", duration: 0 } as const;
afterEach(() => sessionStorage.clear());

describe("a session", () => {
  it("begins the call with what the person left switched on", () => {
    const { call, session, preferences } = fakeSession("guest");
    preferences.camera.value = false;
    session.begin();
    expect(call.done).toEqual(["start"]);
    expect(call.local.asked).toEqual(["open true false"]);
  });
  it("follows what the SDK tells", () => {
    const { call, session } = fakeSession("host");
    call.set(CONNECTED);
    expect(session.state.value).toBe(CONNECTED);
    call.setRemote({ microphone: false });
    expect(session.remote.value.microphone).toBe(false);
    call.devices.set({ microphones: [], cameras: [], speakers: [] });
    expect(session.devices.value.cameras).toEqual([]);
    call.fail(new CallError("server-rate"));
    expect(session.problem.value?.code).toBe("server-rate");
  });
  it("hides the address from before the call begins, as the person left it and whenever they change it", () => {
    const preferences = createPreferences(undefined, undefined);
    preferences.hideAddress.value = true;
    const call = new FakeCall(fakeRoom("guest"));
    const session = createSession(call, preferences);
    expect(call.done).toEqual([]);
    expect(call.hidesAddress).toBe(true);
    preferences.hideAddress.value = false;
    expect(call.hidesAddress).toBe(false);
    session.dispose();
    preferences.hideAddress.value = true;
    expect(call.hidesAddress).toBe(false);
  });
  it("follows the path of the packets", () => {
    const { call, session } = fakeSession("host");
    expect(session.path.value).toBeUndefined();
    call.setPath({ kind: "direct" });
    expect(session.path.value).toEqual({ kind: "direct" });
    call.setPath(undefined);
    expect(session.path.value).toBeUndefined();
  });
  it("remembers a switch before the call as a habit, and tells nobody", () => {
    const { call, session, preferences } = fakeSession("guest", {
      name: "lobby",
      host: "here",
      offline: false,
    });
    session.begin();
    session.toggle("camera");
    expect(preferences.camera.value).toBe(false);
    expect(call.local.asked.at(-1)).toBe("camera false");
    expect(call.done).toEqual(["start"]);
  });
  it("tells the other device of a switch in the call, which is no habit", async () => {
    const { call, session, preferences } = fakeSession("host", CONNECTED);
    await call.local.open({ microphone: true, camera: true });
    session.toggle("microphone");
    expect(call.done).toEqual(["microphone off"]);
    expect(session.local.value.microphoneOn).toBe(false);
    session.toggle("microphone");
    expect(call.done.at(-1)).toBe("microphone on");
    expect(preferences.microphone.value).toBe(true);
  });
  it("comes back from a reload as muted as it was, until the call is over", async () => {
    const start = () => {
      const call = new FakeCall(fakeRoom("host"), CONNECTED);
      return { call, session: createSession(call, createPreferences(undefined, sessionStorage)) };
    };
    const before = start();
    await before.call.local.open({ microphone: true, camera: true });
    before.session.toggle("microphone");
    const after = start();
    after.session.begin();
    expect(after.call.local.asked).toEqual(["open false true"]);
    after.call.set(ended);
    const next = start();
    next.session.begin();
    expect(next.call.local.asked).toEqual(["open true true"]);
  });
  it("accepts for sound only without a picture after a reload either", () => {
    const call = new FakeCall(fakeRoom("host"));
    const preferences = createPreferences(undefined, sessionStorage);
    preferences.name.value = "Grace";
    createSession(call, preferences).accept({ video: false });
    expect(call.done).toEqual(["accept audio as Grace"]);
    expect(preferences.switches("abcd1234")?.camera).toBe(false);
  });
  it("opens the devices again after a call that ended, not after one that was lost", () => {
    const over = fakeSession("host", ended);
    over.session.rejoin();
    expect(over.call.done).toEqual(["rejoin"]);
    expect(over.call.local.asked).toEqual(["open true true"]);
    const lost = fakeSession("host", { name: "lost", peer: ADA, checkCode: CODE, since: 0, waiting: 0 });
    lost.session.rejoin();
    expect(lost.call.local.asked).toEqual([]);
  });
  it("tries failed devices again, or goes on without them", () => {
    const { call, session } = fakeSession("guest", { name: "lobby", host: "here", offline: false });
    session.retry(["camera"]);
    session.without(["microphone"]);
    expect(call.local.asked).toEqual(["open false true", "microphone false"]);
  });
  it("knows which device is chosen, on or off", async () => {
    const { call, session } = fakeSession("guest", { name: "lobby", host: "here", offline: false });
    await call.local.open({ microphone: true, camera: false });
    expect(session.chosen.microphone.value).toBe("mic-1");
    session.choose("camera", "cam-2");
    expect(session.chosen.camera.value).toBe("cam-2");
    expect(call.local.asked.at(-1)).toBe("select camera cam-2");
  });
  it("leaves and hears nothing more when disposed", () => {
    const { call, session } = fakeSession("host", CONNECTED);
    session.dispose();
    call.set(ended);
    expect(call.done).toEqual(["leave", "close"]);
    expect(session.state.value).toBe(CONNECTED);
  });
});

describe("phaseOf", () => {
  it("names every state for the outside", () => {
    expect(phaseOf({ name: "idle" }, "host")).toBe("waiting");
    expect(phaseOf({ name: "idle" }, "guest")).toBe("lobby");
    const ringing = { name: "ringing", peer: ADA, waiting: 0, offline: false, since: 0 } as const;
    expect(phaseOf(ringing, "host")).toBe("waiting");
    expect(phaseOf(CONNECTED, "host")).toBe("in-call");
    expect(inCall(CONNECTED)).toBe(true);
    expect(inCall(ringing)).toBe(false);
  });
});

describe("chosen devices", () => {
  it("uses the devices the person chose the last time", () => {
    const { call, session, preferences } = fakeSession("guest");
    session.begin();
    session.choose("camera", "cam-2");
    expect(preferences.chosen.camera.value).toBe("cam-2");
    call.local.close();
    call.local.asked.length = 0;
    session.prepare();
    expect(call.local.asked).toEqual(["select camera cam-2", "open true true"]);
  });
});
