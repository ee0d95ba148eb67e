import { afterEach, describe, expect, it, vi } from "vitest";
import { browserEnvironment, type PageEvent } from "./environment.ts";

let stop: () => void = () => {};
afterEach(() => {
  stop();
  vi.restoreAllMocks();
});

/** What a call hears of its page. */
const listening = () => {
  const heard: PageEvent[] = [];
  stop = browserEnvironment().onPage((event) => heard.push(event));
  return heard;
};

describe("browserEnvironment().onPage", () => {
  it("R-12: tells of networks that come, go and change", () => {
    const heard = listening();
    window.dispatchEvent(new Event("offline"));
    window.dispatchEvent(new Event("online"));
    (navigator as { connection?: EventTarget }).connection?.dispatchEvent(new Event("change"));
    expect(heard).toEqual(["offline", "online", "network"]);
  });

  it("R-28: tells when the page can be seen again, not when it is hidden", () => {
    const heard = listening();
    const visibility = vi.spyOn(document, "visibilityState", "get");
    visibility.mockReturnValue("hidden");
    document.dispatchEvent(new Event("visibilitychange"));
    expect(heard).toEqual([]);
    visibility.mockReturnValue("visible");
    document.dispatchEvent(new Event("visibilitychange"));
    expect(heard).toEqual(["visible"]);
  });

  it("R-09: tells when the page is left, and when it comes back from the back-forward cache", () => {
    const heard = listening();
    window.dispatchEvent(new Event("pagehide"));
    window.dispatchEvent(new Event("pageshow"));
    expect(heard).toEqual(["leaving", "visible"]);
  });

  it("is silent once it was stopped", () => {
    const heard = listening();
    stop();
    for (const type of ["online", "offline", "pagehide", "pageshow"]) window.dispatchEvent(new Event(type));
    document.dispatchEvent(new Event("visibilitychange"));
    expect(heard).toEqual([]);
  });
});
