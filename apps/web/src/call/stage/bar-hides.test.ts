import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { watchIdle } from "./bar-hides.ts";

const root = document.createElement("div");
const bar = Object.assign(document.createElement("div"), { className: "bar" });
const button = document.createElement("button");
bar.append(button);
root.append(bar);
document.body.append(root);

let idle: boolean[] = [];
let stop = () => {};
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  idle = [];
  button.removeAttribute("aria-expanded");
  button.blur();
  stop = watchIdle(root, (now) => idle.push(now));
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});
const move = () => root.dispatchEvent(new PointerEvent("pointermove", { bubbles: true }));

describe("the bar", () => {
  it("hides 3 s after the last movement and is back with the next", () => {
    move();
    vi.advanceTimersByTime(2999);
    expect(idle.at(-1)).toBe(false);
    vi.advanceTimersByTime(1);
    expect(idle.at(-1)).toBe(true);
    move();
    expect(idle.at(-1)).toBe(false);
  });
  it("never hides for someone who moves no pointer", () => {
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "Tab" }));
    vi.advanceTimersByTime(60_000);
    expect(idle).not.toContain(true);
  });
  it("stays after a key until a pointer moves again", () => {
    move();
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "Tab" }));
    vi.advanceTimersByTime(60_000);
    expect(idle).not.toContain(true);
    move();
    vi.advanceTimersByTime(3000);
    expect(idle.at(-1)).toBe(true);
  });
  it("stays while a menu is open", () => {
    button.setAttribute("aria-expanded", "true");
    move();
    vi.advanceTimersByTime(3000);
    expect(idle).not.toContain(true);
  });
  it("stays while a control has the keyboard's focus", () => {
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "Tab" }));
    button.focus({ focusVisible: true } as FocusOptions);
    move();
    vi.advanceTimersByTime(3000);
    expect(idle).not.toContain(true);
  });
});
