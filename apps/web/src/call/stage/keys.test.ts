import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listenToKeys } from "./keys.ts";

let done: string[] = [];
let stop = () => {};
const field = document.createElement("input");
const radio = Object.assign(document.createElement("input"), { type: "radio" });
document.body.append(field, radio);

beforeEach(() => {
  done = [];
  stop = listenToKeys(document, {
    microphone: () => done.push("microphone"),
    camera: () => done.push("camera"),
    screen: () => done.push("screen"),
    close: () => done.push("close"),
    help: () => done.push("help"),
  });
});
afterEach(() => stop());

const press = (key: string, options: KeyboardEventInit = {}, target: EventTarget = document.body) => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...options });
  target.dispatchEvent(event);
  return event;
};

describe("keys of a call", () => {
  it("switch microphone and camera, share a screen, close and help", () => {
    for (const key of ["m", "V", "s", "Escape", "?"]) press(key);
    expect(done).toEqual(["microphone", "camera", "screen", "close", "help"]);
  });
  it("switch with Ctrl or Cmd, instead of what the browser does with it", () => {
    expect(press("d", { ctrlKey: true }).defaultPrevented).toBe(true);
    expect(press("e", { metaKey: true }).defaultPrevented).toBe(true);
    expect(done).toEqual(["microphone", "camera"]);
  });
  it("leave all other chords to the browser", () => {
    for (const key of ["m", "c", "r"]) expect(press(key, { ctrlKey: true }).defaultPrevented).toBe(false);
    press("m", { altKey: true });
    expect(done).toEqual([]);
  });
  it("do nothing while a text field has the focus", () => {
    press("m", {}, field);
    press("d", { ctrlKey: true }, field);
    expect(done).toEqual([]);
    press("m", {}, radio);
    expect(done).toEqual(["microphone"]);
  });
  it("do not repeat while held, and not for names of Object's own", () => {
    press("m", { repeat: true });
    press("constructor");
    expect(done).toEqual([]);
  });
  it("are silent after the call", () => {
    stop();
    press("m");
    expect(done).toEqual([]);
  });
});
