/** @jsxImportSource preact */
import type { CallState } from "@onecall/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { ADA, fakeSession } from "../../../testing/fake-call.ts";
import { show } from "../../../testing/show.ts";
import { Waiting } from "../waiting.tsx";
import { addMissed, forgetMissed, readMissed } from "./missed.ts";
import { sayAnswered } from "./other-tabs.ts";

const WAITING: CallState = { name: "waiting", waiting: 0, offline: false };
const knock = (since: number, name = ADA.name): CallState => ({
  name: "ringing",
  peer: { ...ADA, name },
  waiting: 0,
  offline: false,
  since,
});
const open = () => {
  const fake = fakeSession("host", WAITING);
  fake.session.begin();
  show(<Waiting session={fake.session} />);
  return fake;
};

/** What sounds now: each tone has a context of its own, closed when it ends. */
let sounding = 0;
let loudest = 0;
beforeEach(() => {
  sounding = 0;
  loudest = 0;
  const close = AudioContext.prototype.close;
  const makeGain = AudioContext.prototype.createGain;
  const counted = new WeakSet<AudioContext>();
  vi.spyOn(AudioContext.prototype, "createGain").mockImplementation(function (this: AudioContext) {
    const gain = makeGain.call(this);
    const ramp = gain.gain.linearRampToValueAtTime.bind(gain.gain);
    gain.gain.linearRampToValueAtTime = (value, end) => {
      // Only tones swell: the sound of the microphone in these tests does not.
      if (!counted.has(this)) sounding++;
      counted.add(this);
      loudest = Math.max(loudest, value);
      return ramp(value, end);
    };
    return gain;
  });
  vi.spyOn(AudioContext.prototype, "close").mockImplementation(function (this: AudioContext) {
    if (counted.has(this)) sounding--;
    return close.call(this);
  });
});
afterEach(() => vi.restoreAllMocks());

describe("ringing", () => {
  it("sounds until it is answered, and stops at once", async () => {
    const { call } = open();
    expect(sounding).toBe(0);
    call.set(knock(1));
    await vi.waitFor(() => expect(sounding).toBe(1));
    await userEvent.click(page.getByTestId("decline"));
    call.set(WAITING);
    await vi.waitFor(() => expect(sounding).toBe(0));
  });
  it("stops when the person answers in another tab, and rings again for the next knock", async () => {
    const { call } = open();
    call.set(knock(1));
    await vi.waitFor(() => expect(sounding).toBe(1));
    sayAnswered();
    await vi.waitFor(() => expect(sounding).toBe(0));
    call.set(knock(2));
    await vi.waitFor(() => expect(sounding).toBe(1));
  });
  it("is silent when it is switched off, and as loud as the person wants", async () => {
    const { call, preferences } = open();
    await userEvent.click(page.getByText("Ringing"));
    await userEvent.fill(page.getByTestId("ring-volume"), "100");
    expect(preferences.ringVolume.value).toBe("100");
    call.set(knock(1));
    await vi.waitFor(() => expect(loudest).toBeCloseTo(0.32));
    call.set(WAITING);
    await userEvent.click(page.getByText("Ringing"));
    await userEvent.click(page.getByTestId("ring-sound"));
    await expect.element(page.getByTestId("ring-volume")).not.toBeInTheDocument();
    call.set(knock(2));
    await expect.element(page.getByTestId("knock")).toBeVisible();
    expect(sounding).toBe(0);
  });
  it("asks the browser for notifications on a press only, and shows one while the page is not seen", async () => {
    const ask = vi.spyOn(Notification, "requestPermission").mockResolvedValue("granted");
    vi.spyOn(Notification, "permission", "get").mockReturnValue("granted");
    const shown: string[] = [];
    const closed: string[] = [];
    vi.stubGlobal(
      "Notification",
      Object.assign(
        class {
          readonly #title: string;
          constructor(title: string) {
            this.#title = title;
            shown.push(title);
          }
          close() {
            closed.push(this.#title);
          }
        },
        { permission: "granted", requestPermission: ask },
      ),
    );
    const { call } = open();
    call.set(knock(1));
    await expect.element(page.getByTestId("knock")).toBeVisible();
    call.set(WAITING);
    await expect.element(page.getByTestId("ring-settings")).toBeVisible();
    expect(ask).not.toHaveBeenCalled();
    await userEvent.click(page.getByText("Ringing"));
    await userEvent.click(page.getByTestId("notify-me"));
    await expect.element(page.getByTestId("notify")).toBeVisible();
    vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    call.set(knock(2));
    await vi.waitFor(() => expect(shown.join()).toContain("Ada Lovelace"));
    call.set(WAITING);
    await vi.waitFor(() => expect(closed).toEqual(shown));
    vi.unstubAllGlobals();
  });
});

describe("missed knocks", () => {
  it("are those that went without an answer, told until they are dismissed", async () => {
    const { call, preferences } = open();
    call.set(knock(Date.now() - 1, "<b>Eve</b>"));
    call.set(WAITING);
    await expect.element(page.getByTestId("missed")).toHaveTextContent("<b>Eve</b>");
    call.set(knock(Date.now(), "Bob"));
    await userEvent.click(page.getByTestId("decline"));
    call.set(WAITING);
    await expect.element(page.getByTestId("missed")).not.toHaveTextContent("Bob");
    await userEvent.click(page.getByTestId("clear-missed"));
    await expect.element(page.getByTestId("missed")).not.toBeInTheDocument();
    expect(readMissed(preferences.missed.value)).toEqual([]);
  });
  it("keeps twenty, a room’s apart from another’s, and reads nothing else", () => {
    let kept = "";
    for (let at = 0; at < 25; at++) kept = addMissed(kept, { handle: at % 2 ? "a" : "b", name: "n", at });
    expect(readMissed(kept)).toHaveLength(20);
    expect(readMissed(kept)[0]?.at).toBe(24);
    expect(readMissed(forgetMissed(kept, "a")).every(({ handle }) => handle === "b")).toBe(true);
    expect(readMissed(forgetMissed(kept))).toEqual([]);
    for (const other of ["{", "null", "7", '[null,{"handle":1}]', '[{"handle":"a","name":"n","at":"x"}]'])
      expect(readMissed(other), other).toEqual([]);
    expect(readMissed(JSON.stringify([{ handle: "a", name: "n".repeat(65), at: 1 }]))).toEqual([]);
  });
});
