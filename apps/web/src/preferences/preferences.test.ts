import { beforeEach, describe, expect, it } from "vitest";
import { createPreferences } from "./preferences.ts";

const refusing = {
  getItem: (): string | null => {
    throw new DOMException("no", "SecurityError");
  },
  setItem: (): void => {
    throw new DOMException("full", "QuotaExceededError");
  },
  removeItem: (): void => {
    throw new DOMException("no", "SecurityError");
  },
};
const open = () => createPreferences(localStorage, sessionStorage);

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

describe("preferences", () => {
  it("start with everything on and no name", () => {
    const { name, microphone, camera, speaker, hideAddress } = open();
    expect([name.value, microphone.value, camera.value, speaker.value]).toEqual(["", true, true, ""]);
    expect(hideAddress.value).toBe(false);
  });
  it("are there again the next time", () => {
    const before = open();
    before.name.value = "Ada";
    before.camera.value = false;
    before.speaker.value = "out-1";
    before.hideAddress.value = true;
    const { name, microphone, camera, speaker } = open();
    expect([name.value, microphone.value, camera.value, speaker.value]).toEqual([
      "Ada",
      true,
      false,
      "out-1",
    ]);
  });
  it("keep an address hidden until the person shows it", () => {
    open().hideAddress.value = true;
    const again = open();
    expect(again.hideAddress.value).toBe(true);
    again.hideAddress.value = false;
    expect(open().hideAddress.value).toBe(false);
    localStorage.setItem("onecall.hide-address", "perhaps");
    expect(open().hideAddress.value).toBe(false);
  });
  it("work where nothing can be kept", () => {
    for (const preferences of [
      createPreferences(refusing, refusing),
      createPreferences(undefined, undefined),
    ]) {
      preferences.name.value = "Ada";
      preferences.keepSwitches("abcd1234", { microphone: false, camera: true });
      expect(preferences.name.value).toBe("Ada");
      expect(preferences.switches("abcd1234")).toBeUndefined();
    }
  });
  it("keep the switches of a call apart from the habit, until they are forgotten", () => {
    open().keepSwitches("abcd1234", { microphone: false, camera: true });
    expect(open().switches("abcd1234")).toEqual({ microphone: false, camera: true });
    expect(open().switches("zzzz9999")).toBeUndefined();
    open().keepSwitches("abcd1234", undefined);
    expect(open().switches("abcd1234")).toBeUndefined();
  });
  it("ignore what something else wrote", () => {
    sessionStorage.setItem("onecall.abcd1234", "perhaps");
    expect(open().switches("abcd1234")).toBeUndefined();
  });
});
