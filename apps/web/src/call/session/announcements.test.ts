import type { CallState } from "@onecall/client";
import { describe, expect, it } from "vitest";
import { ADA, CODE } from "../../testing/fake-call.ts";
import { captured, paintedTrack } from "../../testing/fake-media.ts";
import { spokenLocal, spokenRemote, spokenState } from "./announcements.ts";
import type { LocalView } from "./call-signals.ts";

const since = 0;
const waiting: CallState = { name: "waiting", waiting: 0, offline: false };
const ringing: CallState = { name: "ringing", peer: ADA, waiting: 0, offline: false, since };
const connected: CallState = { name: "connected", peer: ADA, checkCode: CODE, since, waiting: 0 };
const reconnecting: CallState = { ...connected, name: "reconnecting", lostAt: 0 };
const lobby = (host: "here" | "away" | undefined): CallState => ({ name: "lobby", host, offline: false });
const asking = (place: number): CallState => ({ name: "asking", place, host: "busy", offline: false, since });
/** What is heard, without the marks that keep a name's direction. */
const plain = (said: string | undefined) => said?.replace(/[\u2068\u2069]/g, "");
const heard = (from: CallState, to: CallState) => plain(spokenState(from, to));

describe("spokenState", () => {
  it("says who knocks, and that they went", () => {
    expect(heard(waiting, ringing)).toBe("Ada Lovelace is asking to join.");
    expect(heard(ringing, waiting)).toBe("Ada Lovelace is no longer waiting.");
  });
  it("says the next knock that follows at once", () => {
    const next: CallState = {
      name: "ringing",
      peer: { name: "", trust: "new" },
      waiting: 0,
      offline: false,
      since: 9,
    };
    expect(heard(ringing, next)).toBe("Someone is asking to join.");
  });
  it("says joined and connected again; what is wrong meanwhile is said with its cause", () => {
    expect(heard(ringing, connected)).toBe("You are in the call with Ada Lovelace.");
    expect(heard(connected, reconnecting)).toBeUndefined();
    expect(heard(reconnecting, connected)).toBe("Connected again.");
  });
  it("says why the call is over", () => {
    expect(heard(connected, { name: "ended", reason: "peer-left", duration: 1, peer: ADA })).toBe(
      "Ada Lovelace left the call",
    );
    expect(heard(asking(0), { name: "ended", reason: "declined", duration: 0 })).toBe(
      "They can’t talk right now",
    );
  });
  it("tells a waiting guest when the host comes or the line moves", () => {
    expect(heard(lobby("away"), lobby("here"))).toBe("The host is here");
    expect(heard(asking(2), asking(1))).toContain("1 in line before you");
    expect(heard(asking(1), asking(1))).toBeUndefined();
  });
  it("keeps quiet about what changes nothing for the person", () => {
    expect(heard(connected, { ...connected, peer: { ...ADA, trust: "verified" } })).toBeUndefined();
    expect(heard(waiting, { ...waiting, waiting: 1 })).toBeUndefined();
  });
});

describe("spokenLocal and spokenRemote", () => {
  const off = { state: "off" } as const;
  const view = (microphoneOn: boolean, cameraOn: boolean): LocalView => ({
    stream: new MediaStream(),
    microphone: off,
    camera: off,
    microphoneOn,
    cameraOn,
    wanted: { microphone: microphoneOn, camera: cameraOn },
    screen: off,
  });
  const camera = (changes: Parameters<typeof captured>[0]): LocalView => ({
    ...view(true, true),
    camera: captured(changes),
  });
  it("says what was switched, and nothing else", () => {
    expect(spokenLocal(view(true, true), view(false, true))).toBe("Your microphone is off.");
    expect(spokenLocal(view(false, true), view(true, true))).toBe("Your microphone is on.");
    expect(spokenLocal(view(true, true), view(true, false))).toBe("Your camera is off.");
    expect(spokenLocal(view(true, true), view(true, true))).toBeUndefined();
  });
  it("says which device took over, and no more than that", () => {
    const [one, other] = [paintedTrack(), paintedTrack()];
    const starting: LocalView = { ...view(true, true), cameraOn: false, camera: { state: "starting" } };
    const next = camera({ track: other, label: "Desk camera", replaced: "Built-in camera" });
    expect(spokenLocal(camera({ track: one }), starting)).toBeUndefined();
    expect(plain(spokenLocal(starting, next))).toBe("Switched to Desk camera");
    expect(plain(spokenLocal(camera({ track: one }), next))).toBe("Switched to Desk camera");
    expect(spokenLocal(next, next)).toBeUndefined();
  });
  it("says that the system holds a device back, once", () => {
    const track = paintedTrack();
    const held = camera({ track, heldBack: true });
    expect(spokenLocal(camera({ track }), held)).toBe("Your camera is paused");
    expect(spokenLocal(held, held)).toBeUndefined();
  });
  it("leaves a camera that fails to the notice about it", () => {
    const gone: LocalView = {
      ...view(true, true),
      cameraOn: false,
      camera: { state: "failed", code: "media-missing" },
    };
    expect(spokenLocal(view(true, true), gone)).toBeUndefined();
  });
  it("says that a screen is shared, and no longer", () => {
    const track = paintedTrack();
    const sharing: LocalView = {
      ...view(true, true),
      screen: { state: "on", track, sound: undefined, surface: "window", hint: "text" },
    };
    expect(spokenLocal(view(true, true), sharing)).toBe("You are sharing your screen.");
    expect(spokenLocal(sharing, { ...sharing })).toBeUndefined();
    expect(spokenLocal(sharing, view(true, true))).toBe("You no longer share your screen.");
    const remote = { stream: new MediaStream(), microphone: true, camera: true, paused: false, screen: null };
    const shares = { ...remote, screen: new MediaStream() };
    expect(spokenRemote(remote, shares, "Ada")).toContain("is sharing their screen");
    expect(spokenRemote(shares, remote, "Ada")).toContain("no longer shares");
  });
  it("says that the other person muted, or that their picture makes room for their sound", () => {
    const remote = { stream: new MediaStream(), microphone: true, camera: true, paused: false, screen: null };
    const paused = { ...remote, paused: true };
    expect(spokenRemote(remote, paused, "Ada")).toContain("picture is paused");
    expect(spokenRemote(paused, remote, "Ada")).toBeUndefined();
    expect(spokenRemote(remote, { ...remote, microphone: false }, "Ada")).toContain("is muted.");
    expect(spokenRemote(remote, { ...remote, camera: false }, "Ada")).toBeUndefined();
  });
});
