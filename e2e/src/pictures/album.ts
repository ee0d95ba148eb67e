import { join } from "node:path";
import type { Tab } from "../browser/tab.ts";
import { stir } from "../scenario/actions.ts";

/** The three widths every screen is designed at. */
const SIZES = [
  { width: 360, height: 740 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
] as const;
const SCHEMES = ["light", "dark"] as const;

/** Runs in the page: whether nothing moves but what moves for ever. */
const atRest = (): boolean =>
  document
    .getAnimations()
    .every(
      ({ playState, effect }) =>
        playState !== "running" || effect?.getComputedTiming().iterations === Infinity,
    );

/** Takes one picture as soon as the screen is at rest. @param file path without `.png` */
export const take = async (tab: Tab, file: string): Promise<void> => {
  await tab.waitFor("the screen is at rest", atRest, undefined);
  await tab.screenshot(file);
};

/** Takes a screen at three widths, light and dark, into `folder`: NAME-WIDTH-SCHEME.png. */
export const takeAll = async (tab: Tab, folder: string, name: string): Promise<void> => {
  for (const size of SIZES) {
    await tab.page.setViewport(size);
    for (const scheme of SCHEMES) {
      await tab.page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await stir(tab);
      await take(tab, join(folder, `${name}-${size.width}-${scheme}`));
    }
  }
};
