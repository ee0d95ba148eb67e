import { writeFile } from "node:fs/promises";
import { endBrowser, launchBrowser } from "../browser/launch.ts";
import { Tab } from "../browser/tab.ts";
import { HEIGHT, paintFilm, SITTERS, WIDTH } from "./portrait.ts";

/** Pictures of one loop; Chromium plays 30 a second. */
const FRAMES = 120;

/**
 * Draws a film of each sitter for Chromium's fake camera: JPEG pictures one after the other.
 * @param path where the film of a sitter is to be written; must end in .mjpeg
 */
export const writeFilms = async (path: (sitter: keyof typeof SITTERS) => string): Promise<void> => {
  const browser = await launchBrowser("chromium", "present");
  try {
    const tab = await Tab.on(await browser.newPage(), "painter");
    for (const name of ["maya", "jonas"] as const) {
      const pictures = await tab.evaluate(paintFilm, {
        sitter: SITTERS[name],
        frames: FRAMES,
        width: WIDTH,
        height: HEIGHT,
      });
      await writeFile(path(name), Buffer.concat(pictures.map((one) => Buffer.from(one, "base64"))));
    }
  } finally {
    await endBrowser(browser);
  }
};
