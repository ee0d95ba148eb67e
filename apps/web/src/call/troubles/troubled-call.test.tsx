/** @jsxImportSource preact */
import type { Line } from "@onecall/client";
import { afterEach, describe, expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { announceSession } from "../../app/announcer.ts";
import { ADA, CODE, fakeSession } from "../../testing/fake-call.ts";
import { paintedTrack } from "../../testing/fake-media.ts";
import { show } from "../../testing/show.ts";
import { CallScreens } from "../call-screens.tsx";

const connected = { name: "connected", peer: ADA, checkCode: CODE, since: 0, waiting: 0 } as const;
const reconnecting = { ...connected, name: "reconnecting", lostAt: 0 } as const;
let frozen = false;
const colour = (css: string) =>
  paintedTrack(320, 180, (context, width, height) => {
    if (frozen) return;
    context.fillStyle = css;
    context.fillRect(0, 0, width, height);
  });

let quiet = () => {};
const open = (role: "host" | "guest" = "host") => {
  const fake = fakeSession(role, connected);
  void fake.call.local.open({ microphone: true, camera: true });
  fake.call.remote.stream.addTrack(colour("rgb(200, 0, 0)"));
  quiet = announceSession(fake.session);
  const Screen = () => <CallScreens session={fake.session} onHome={() => {}} />;
  show(<Screen />);
  return fake;
};
afterEach(() => {
  frozen = false;
  quiet();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const trouble = () => page.getByTestId("trouble");
const last = () => page.getByTestId("last-picture");
const offline = (there: boolean) => {
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(!there);
  dispatchEvent(new Event(there ? "offline" : "online"));
};
/** The other person's picture has come. */
const pictured = () => expect.element(page.getByText("AL", { exact: true })).not.toBeInTheDocument();
/** Red, green and blue of the middle of an element that shows a picture. */
const middle = (element: Element) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 9, height: 9 });
  const context = canvas.getContext("2d");
  if (!(element instanceof HTMLCanvasElement || element instanceof HTMLVideoElement)) throw new Error("none");
  context?.drawImage(element, 0, 0, 9, 9);
  return [...(context?.getImageData(4, 4, 1, 1).data ?? [])].slice(0, 3);
};

describe("a weak line", () => {
  it.each([
    [{ here: "weak" }, "The connection is weak"],
    [{ here: "silent" }, "The connection is weak"],
    [{ there: "weak" }, "Ada Lovelace may not see and hear you well"],
    [{ there: "away" }, "Ada Lovelace’s page is reloading…"],
  ] as readonly (readonly [Partial<Line>, string])[])(
    "DATA-2: says whose side it is: %o",
    async (line, words) => {
      const { call } = open();
      await expect.element(trouble()).not.toBeInTheDocument();
      call.setLine(line);
      await expect.element(trouble()).toHaveTextContent(plain(words));
      await expect.element(page.getByTestId("announcement")).toHaveTextContent(plain(words));
      await expect.element(page.getByRole("dialog")).not.toBeInTheDocument();
      await expect.element(page.getByTestId("mic")).toBeEnabled();
    },
  );
  it("goes by itself", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
    const { call } = open();
    call.setLine({ here: "weak" });
    await vi.waitFor(() => expect(trouble().query()).not.toBeNull());
    call.setLine({ here: "good" });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(trouble().query()).not.toBeNull();
    await vi.advanceTimersByTimeAsync(500);
    await vi.waitFor(() => expect(trouble().query()).toBeNull());
  });
  it("leaves the picture alone as long as any comes", async () => {
    const { call } = open();
    await pictured();
    call.setLine({ here: "weak", there: "weak" });
    await expect.element(trouble()).toBeVisible();
    await expect.element(last()).not.toBeVisible();
  });
});

describe("reconnecting", () => {
  it("says so small, and keeps the last check code while the keys are proved again", async () => {
    const { call } = open();
    call.set({ ...reconnecting, checkCode: undefined });
    await expect.element(trouble()).toHaveTextContent("Reconnecting to");
    await expect.element(page.getByTestId("check-digits")).toHaveTextContent("1165 1557 1004");
    await expect.element(page.getByRole("dialog")).not.toBeInTheDocument();
  });
  it("REJOIN-5: says that the other page is reloading instead", async () => {
    const { call } = open();
    call.setLine({ there: "away" });
    call.set(reconnecting);
    await expect.element(trouble()).toHaveAttribute("data-trouble", "away");
    call.set(connected);
    call.setLine({ there: "good" });
    await expect.element(page.getByTestId("announcement")).toHaveTextContent("Connected again.");
    await expect.element(trouble()).not.toBeInTheDocument();
  });
  it("says when it is this device that is offline, as soon as the browser knows", async () => {
    const { call } = open();
    call.set(reconnecting);
    await expect.element(trouble()).toHaveAttribute("data-trouble", "reconnecting");
    offline(true);
    await expect
      .element(trouble())
      .toHaveTextContent("You’re offline. The call comes back with your network.");
  });
  it("keeps the last picture, a little darker, until the next one", async () => {
    const { call } = open();
    const { stream } = call.remote;
    const [red] = stream.getVideoTracks();
    if (!red) throw new Error("no track");
    await pictured();
    frozen = true;
    call.set(reconnecting);
    await expect.element(last()).toBeVisible();
    expect(getComputedStyle(last().element()).filter).toBe("brightness(0.82)");
    // The connection it came by is closed before the next one brings a picture: the element itself turns black.
    red.stop();
    await vi.waitFor(() => expect(middle(page.getByTestId("remote-video").element())).toEqual([0, 0, 0]));
    await expect.element(last()).toBeVisible();
    expect(middle(last().element())).toEqual([200, 0, 0]);
    await pictured();
    frozen = false;
    stream.removeTrack(red);
    stream.addTrack(colour("rgb(0, 0, 200)"));
    call.setRemote({});
    call.set(connected);
    await expect.element(last()).not.toBeVisible();
    expect(middle(page.getByTestId("remote-video").element())).toEqual([0, 0, 200]);
  });
  it("shows initials when the other page came back and no picture with it", async () => {
    const { call } = open();
    const { stream } = call.remote;
    await pictured();
    frozen = true;
    call.set(reconnecting);
    await expect.element(last()).toBeVisible();
    const silent = paintedTrack();
    silent.stop();
    for (const track of stream.getTracks()) stream.removeTrack(track);
    stream.addTrack(silent);
    call.setRemote({});
    await expect.element(last()).toBeVisible();
    call.set(connected);
    await expect.element(page.getByText("AL", { exact: true }), { timeout: 5_000 }).toBeVisible();
    await expect.element(last()).not.toBeVisible();
    expect(document.body.textContent).not.toContain("Camera off");
  });
  it("is a screen of its own only after a long time, and goes on trying there", async () => {
    const { call } = open();
    call.set({ name: "lost", peer: ADA, checkCode: CODE, since: 0, waiting: 0 });
    const main = page.getByRole("main");
    await expect.element(main).toHaveTextContent("The call comes back by itself");
    offline(true);
    await expect.element(main).toHaveTextContent("Your device is offline.");
    call.set(connected);
    await expect.element(page.getByTestId("remote-video")).toBeInTheDocument();
  });
});

describe("the server is gone", () => {
  const open10 = async (role: "host" | "guest") => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    const fake = open(role);
    fake.call.setSignalling("offline");
    await vi.advanceTimersByTimeAsync(9_900);
    expect(page.getByTestId("closed-door").query()).toBeNull();
    await vi.advanceTimersByTimeAsync(200);
    return fake;
  };
  it("is told to a host after 10 s, small, until it is back", async () => {
    const { call } = await open10("host");
    await vi.waitFor(() =>
      expect(page.getByTestId("closed-door").element().textContent).toBe("Offline for new joins"),
    );
    expect(page.getByTestId("announcement").element().textContent).toContain("nobody new can knock");
    call.setSignalling("online");
    await vi.waitFor(() => expect(page.getByTestId("closed-door").query()).toBeNull());
  });
  it("is nothing to a guest", async () => {
    await open10("guest");
    expect(page.getByTestId("closed-door").query()).toBeNull();
  });
});

/** Words as the page holds them: a name stands between marks that keep its direction. */
function plain(words: string): RegExp {
  return new RegExp(words.replace("Ada Lovelace", "\u2068?Ada Lovelace\u2069?"));
}
