/** @jsxImportSource preact */
import type { Stroke } from "@onecall/client";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { ADA, CODE, fakeSession } from "../../../testing/fake-call.ts";
import { paintedTrack } from "../../../testing/fake-media.ts";
import { show } from "../../../testing/show.ts";
import { CallScreens } from "../../call-screens.tsx";
import { FAR } from "./contained.ts";

beforeEach(async () => {
  await page.viewport(1280, 800);
});

/** A call in which the other person shares a screen of 640 x 400. */
const open = async () => {
  const fake = fakeSession("host", {
    name: "connected",
    peer: ADA,
    checkCode: CODE,
    since: Date.now(),
    waiting: 0,
  });
  show(<CallScreens session={fake.session} onHome={() => {}} />);
  fake.call.setRemote({ screen: new MediaStream([paintedTrack(640, 400)]) });
  await vi.waitFor(() => expect(canvas()).not.toBeNull());
  return { ...fake, drawing: fake.call.drawing };
};
const canvas = () => document.querySelector<HTMLCanvasElement>("[data-testid=drawing]");
const box = () => {
  const found = canvas()?.getBoundingClientRect();
  if (!found) throw new Error("nothing to draw on");
  return found;
};
const hand = (type: string, x: number, y: number) => {
  const { left, top, width, height } = box();
  const at = { clientX: left + width * x, clientY: top + height * y };
  canvas()?.dispatchEvent(new PointerEvent(type, { ...at, bubbles: true, pointerId: 1, isPrimary: true }));
};
const press = (name: string) => userEvent.click(page.getByRole("button", { name, exact: true }));
const stroke = (changes: Partial<Stroke> = {}): Stroke => ({
  by: "them",
  id: 1,
  kind: "ink",
  colour: 3,
  places: [
    { x: 0, y: FAR / 2 },
    { x: FAR, y: FAR / 2 },
  ],
  times: [Date.now(), Date.now()],
  ...changes,
});
/** Colour at the middle of what is drawn: red, green, blue, opacity. */
const middle = () => {
  const it = canvas();
  const pixel = it?.getContext("2d")?.getImageData(it.width / 2, it.height / 2, 1, 1).data;
  return [...(pixel ?? [])];
};

describe("drawing on a shared screen", () => {
  it("covers the picture and nothing beside it, and is out of the way without a tool", async () => {
    await open();
    const frame = page.getByTestId("shared-screen").element().getBoundingClientRect();
    expect(box().left).toBeCloseTo(frame.left, 0);
    expect(box().width).toBeCloseTo(frame.width, -1);
    expect(box().width / box().height).toBeCloseTo(640 / 400, 1);
    expect(box().width <= frame.width && box().height <= frame.height).toBe(true);
    expect(getComputedStyle(canvas() as Element).pointerEvents).toBe("none");
  });
  it("draws where the hand is, in the chosen colour", async () => {
    const { drawing } = await open();
    await press("Draw");
    await press("Colour 2");
    // There is no such pointer to capture in a made-up event.
    HTMLCanvasElement.prototype.setPointerCapture = () => {};
    hand("pointerdown", 0.25, 0.5);
    await vi.waitFor(() => expect(drawing.asked).toContain("begin ink 1 on theirs"));
    hand("pointermove", 0.5, 0.5);
    await vi.waitFor(() => expect(drawing.asked.at(-1)).toBe("extend"));
    hand("pointerup", 0.5, 0.5);
    expect(drawing.asked.at(-1)).toBe("end");
    const { x = 0, y = 0 } = drawing.places.at(-1) ?? {};
    expect([x / FAR, y / FAR].map((part) => Math.round(part * 100))).toEqual([50, 50]);
  });
  it("points with the mouse, and no longer once it left or Escape put the tool down", async () => {
    const { drawing } = await open();
    await press("Point");
    hand("pointermove", 0.1, 0.1);
    expect(drawing.asked.at(-1)).toBe("point at on theirs");
    hand("pointerout", 0.1, 0.1);
    canvas()?.dispatchEvent(new PointerEvent("pointerleave"));
    expect(drawing.asked.at(-1)).toBe("point nowhere on theirs");
    await userEvent.keyboard("{Escape}");
    await expect.element(page.getByTestId("draw-point")).toHaveAttribute("aria-pressed", "false");
    expect(getComputedStyle(canvas() as Element).pointerEvents).toBe("none");
  });
  it("draws with the keys alone", async () => {
    const { drawing } = await open();
    await press("Laser");
    canvas()?.focus();
    await userEvent.keyboard("{ArrowRight}{Enter}{ArrowRight}{ArrowDown}{Enter}");
    expect(drawing.asked.slice(-5)).toEqual([
      "point at on theirs",
      "begin laser 0 on theirs",
      "extend",
      "extend",
      "end",
    ]);
    expect(document.querySelector(".draw__hand")).not.toBeNull();
  });
  it("shows what the other person draws and where they point, and says it once", async () => {
    const { drawing } = await open();
    drawing.set("theirs", { strokes: [stroke()] });
    await vi.waitFor(() => expect(middle()).toEqual([0x4a, 0xa8, 0xff, 255]));
    await expect.element(page.getByTestId("announcement")).toHaveTextContent(/Ada Lovelace.* points at/);
    drawing.set("theirs", { pointer: { x: FAR / 2, y: FAR } });
    const pointer = page.getByTestId("their-pointer");
    await expect.element(pointer).toHaveTextContent("Ada Lovelace");
    const spot = pointer.element().getBoundingClientRect();
    expect(Math.round(spot.left)).toBe(Math.round(box().left + box().width / 2));
    expect(Math.round(spot.top)).toBe(Math.round(box().bottom));
  });
  it("lets ink fade, and clears it when told", async () => {
    const { drawing } = await open();
    const old = Date.now() - 20_000;
    drawing.set("theirs", { strokes: [stroke({ times: [old, old] })] });
    await vi.waitFor(() => expect(canvas()?.dataset["strokes"]).toBe("1"));
    expect(middle()[3]).toBe(0);
    await press("Clear all drawings");
    expect(drawing.asked).toContain("wipe theirs");
  });
  it("freezes the picture for both, keeps its ink, and says so", async () => {
    const { drawing } = await open();
    await press("Freeze the picture to draw on it");
    expect(drawing.asked).toContain("freeze theirs true");
    await expect.element(page.getByTestId("frozen")).toBeVisible();
    await expect.element(page.getByTestId("announcement")).toHaveTextContent("is frozen");
    const old = Date.now() - 60_000;
    drawing.set("theirs", { strokes: [stroke({ times: [old, old] })] });
    await vi.waitFor(() => expect(middle()[3]).toBe(255));
    drawing.set("theirs", { frozen: false, strokes: [] });
    await expect.element(page.getByTestId("frozen")).not.toBeInTheDocument();
    await expect.element(page.getByTestId("announcement")).toHaveTextContent("moves again");
  });
  it("tells nothing while nothing gets through", async () => {
    const { call, drawing } = await open();
    call.setLine({ here: "silent" });
    expect(drawing.hushed).toBe(true);
    call.setLine({ here: "good" });
    expect(drawing.hushed).toBe(false);
  });
  it("is over with the sharing", async () => {
    const { call, drawing } = await open();
    await press("Draw");
    drawing.set("theirs", { frozen: true });
    call.setRemote({ screen: null });
    await vi.waitFor(() => expect(canvas()).toBeNull());
    expect(drawing.marks("theirs").frozen).toBe(false);
    call.setRemote({ screen: new MediaStream([paintedTrack(640, 400)]) });
    await expect.element(page.getByTestId("draw-ink")).toHaveAttribute("aria-pressed", "false");
  });
});
