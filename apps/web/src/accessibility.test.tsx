/** @jsxImportSource preact */
import axe from "axe-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { cdp, page, userEvent } from "vitest/browser";
import { directionOf } from "./i18n/language.ts";
import { speak } from "./i18n/translate.ts";
import { SCREENS } from "./testing/screens.tsx";
import { show } from "./testing/show.ts";

const SIZES = { phone: [360, 740], desktop: [1440, 900] } as const;

/** What the browser tells pages about the person's wishes (CDP Emulation.setEmulatedMedia). */
const emulate = async (features: readonly { name: string; value: string }[]) => {
  // Typed by the provider for its own page only: the method is the one of the Chrome DevTools Protocol.
  const session = cdp() as unknown as { send(method: string, params: object): Promise<unknown> };
  await session.send("Emulation.setEmulatedMedia", { features });
};

const settled = () => vi.waitFor(() => expect(document.getAnimations().filter(ends)).toEqual([]));
const ends = (animation: Animation) => animation.effect?.getComputedTiming().iterations !== Infinity;

const findings = async () => {
  await document.fonts.ready;
  await settled();
  const { violations } = await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  });
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
  );
};

/** Narrow as a phone, and as a desktop window at 400 % zoom (WCAG 2.2, success criterion 1.4.10). */
describe.each([
  ["ar", 360],
  ["de", 360],
  ["de", 320],
] as const)("in the language %s, %i px wide", (tag, width) => {
  beforeAll(async () => {
    await emulate([{ name: "prefers-reduced-motion", value: "reduce" }]);
    await speak(tag);
    document.documentElement.lang = tag;
    document.documentElement.dir = directionOf(tag);
  });
  afterAll(async () => {
    await emulate([]);
    await speak("en");
    document.documentElement.lang = "en";
    document.documentElement.dir = "ltr";
  });
  it.each(Object.entries(SCREENS))(
    "axe finds nothing, and nothing is too wide on: %s",
    async (_name, screen) => {
      await page.viewport(width, 740);
      show(screen());
      expect(await findings()).toEqual([]);
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
    },
  );
});

describe.each(["light", "dark"])("in %s colours", (scheme) => {
  beforeAll(() =>
    emulate([
      { name: "prefers-color-scheme", value: scheme },
      { name: "prefers-reduced-motion", value: "reduce" },
    ]),
  );
  afterAll(() => emulate([]));

  describe.each(Object.entries(SIZES))("on a %s", (_, [width, height]) => {
    it.each(Object.entries(SCREENS))("axe finds nothing on: %s", async (_name, screen) => {
      await page.viewport(width, height);
      show(screen());
      expect(matchMedia(`(prefers-color-scheme: ${scheme})`).matches).toBe(true);
      expect(await findings()).toEqual([]);
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
    });
  });

  it("axe finds nothing on what opens over the screens", async () => {
    await page.viewport(360, 740);
    const stage = SCREENS["stage"];
    const waiting = SCREENS["waiting"];
    if (!stage || !waiting) throw new Error("no such screen");
    show(stage());
    await userEvent.click(page.getByTestId("check"));
    await expect.element(page.getByTestId("check-code")).toBeVisible();
    expect(await findings()).toEqual([]);
    await userEvent.keyboard("{Escape}");
    await userEvent.click(page.getByTestId("mic-menu"));
    expect(await findings()).toEqual([]);
    await userEvent.keyboard("{Escape}?");
    await expect.element(page.getByRole("dialog")).toBeVisible();
    expect(await findings()).toEqual([]);
    show(waiting());
    await userEvent.click(page.getByText("Ringing"));
    expect(await findings()).toEqual([]);
    await userEvent.click(page.getByTestId("schedule"));
    await expect.element(page.getByTestId("save-ics")).toBeVisible();
    expect(await findings()).toEqual([]);
    await userEvent.keyboard("{Escape}");
    await userEvent.click(page.getByTestId("show-qr"));
    await expect.element(page.getByRole("dialog")).toBeVisible();
    expect(await findings()).toEqual([]);
  });

  it("axe finds nothing on the lasting room, its settings and the tests of the lobby", async () => {
    await page.viewport(360, 740);
    const home = SCREENS["home"];
    const lobby = SCREENS["lobby"];
    if (!home || !lobby) throw new Error("no such screen");
    const made = page.getByTestId("open-room");
    show(home());
    await expect.element(page.getByTestId("my-room")).toBeVisible();
    if (made.query() === null) await userEvent.click(page.getByTestId("make-room"));
    await expect.element(made).toBeVisible();
    expect(await findings()).toEqual([]);
    await userEvent.click(page.getByTestId("room-settings"));
    await userEvent.click(page.getByTestId("rotate"));
    expect(await findings()).toEqual([]);
    show(lobby());
    await userEvent.click(page.getByTestId("try"));
    await expect.element(page.getByTestId("test-line")).toBeVisible();
    expect(await findings()).toEqual([]);
  });
});
