/** @jsxImportSource preact */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { ADA, CODE, fakeSession, LINK } from "../testing/fake-call.ts";
import { type FakeEnvironment, fakeEnvironment } from "../testing/fake-environment.ts";
import { clear, show } from "../testing/show.ts";
import { reload } from "../ui/reload.ts";
import { App } from "./app.tsx";
import { ownBuild } from "./build.ts";
import { type Controller, createController } from "./controller.ts";
import { ScreensMissing } from "./screens-missing.tsx";

vi.mock("../ui/reload.ts", () => ({ reload: vi.fn() }));

const connected = { name: "connected", peer: ADA, checkCode: CODE, since: 0, waiting: 0 } as const;
const before = location.href;
let controller: Controller | undefined;
const open = (address: string): FakeEnvironment => {
  history.replaceState(null, "", address);
  const environment = fakeEnvironment();
  controller = createController(environment);
  show(<App controller={controller} />, { live: false });
  return environment;
};
const notice = () => page.getByTestId("reload-notice");

beforeEach(() => {
  vi.mocked(reload).mockClear();
});
afterEach(() => {
  clear();
  controller?.dispose();
  controller = undefined;
  history.replaceState(null, "", before);
});

describe("EV-5: a newer version at the server", () => {
  it("is nothing during the call, and a small word with a button after it and at home", async () => {
    const environment = open("/");
    await userEvent.click(page.getByTestId("start-call"));
    const host = await vi.waitUntil(() => environment.calls[0]);
    host.set({ name: "waiting", waiting: 0, offline: false });
    host.set(connected);
    host.setOutdated();
    await expect.element(page.getByTestId("remote-video")).toBeInTheDocument();
    await expect.element(notice()).not.toBeInTheDocument();
    host.set({ ...connected, name: "reconnecting", lostAt: 0 });
    await expect.element(page.getByTestId("trouble")).toBeVisible();
    await expect.element(notice()).not.toBeInTheDocument();
    host.set({ name: "ended", reason: "left", duration: 1 });
    await expect.element(notice()).toHaveTextContent("There is a newer version.");
    await userEvent.click(page.getByTestId("home"));
    await expect.element(page.getByTestId("start-call")).toBeVisible();
    await expect.element(notice()).toBeVisible();
    expect(reload).not.toHaveBeenCalled();
    page.getByRole("button", { name: "Reload" }).element().focus();
    await userEvent.keyboard("{Enter}");
    expect(reload).toHaveBeenCalledTimes(1);
  });
  it("is told to a guest before asking, not while asking", async () => {
    const environment = open(`/c/${LINK.slice(-45)}`);
    const guest = await vi.waitUntil(() => environment.calls[0]);
    guest.set({ name: "lobby", host: "here", offline: false });
    await expect.element(page.getByTestId("ask-to-join")).toBeVisible();
    await expect.element(notice()).not.toBeInTheDocument();
    guest.setOutdated();
    await expect.element(notice()).toHaveAttribute("data-why", "newer");
    guest.set({ name: "asking", place: 0, host: "here", offline: false, since: Date.now() });
    await expect.element(page.getByTestId("cancel")).toBeVisible();
    await expect.element(notice()).not.toBeInTheDocument();
  });
  it("is known by the name the build wrote into the page", () => {
    const page = new DOMParser().parseFromString(
      '<head><meta name="onecall-build" content="0123456789ab"></head>',
      "text/html",
    );
    expect(ownBuild(page)).toBe("0123456789ab");
    expect(ownBuild(document.implementation.createHTMLDocument())).toBeUndefined();
  });
});

describe("the screens of the call that could not be fetched", () => {
  it("leave a sentence, a reload and a way out of the call", async () => {
    const { call, session } = fakeSession("guest", connected);
    let homes = 0;
    show(<ScreensMissing session={session} onHome={() => homes++} />);
    await expect.element(page.getByRole("heading", { level: 1 })).toHaveTextContent("could not be loaded");
    await userEvent.click(page.getByRole("button", { name: "Reload" }));
    expect(reload).toHaveBeenCalledTimes(1);
    await userEvent.click(page.getByTestId("leave"));
    expect([call.done, homes]).toEqual([["leave"], 1]);
  });
});
