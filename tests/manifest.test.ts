import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const WEB = new URL("../apps/web/", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, WEB));
/** Width and height of a PNG file, px (PNG specification, section 11.2.1: the IHDR chunk comes first). */
const sizeOf = (png: Buffer) => `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`;

interface Manifest {
  readonly start_url: string;
  readonly display: string;
  readonly icons: readonly { src: string; sizes: string; purpose?: string }[];
}

test("the app can be installed: its page names a manifest, whose icons are there in the sizes it says", () => {
  const page = read("index.html").toString();
  expect(page).toContain('<link rel="manifest" href="/manifest.webmanifest" />');
  const manifest = JSON.parse(read("public/manifest.webmanifest").toString()) as Manifest;
  expect([manifest.start_url, manifest.display]).toEqual(["/", "standalone"]);
  for (const { src, sizes } of manifest.icons) expect(sizeOf(read(`public${src}`)), src).toBe(sizes);
  const needed = manifest.icons.map(({ sizes, purpose = "any" }) => `${sizes} ${purpose}`);
  expect(needed).toEqual(["192x192 any", "512x512 any", "512x512 maskable"]);
  expect(sizeOf(read("public/icons/apple-touch-180.png"))).toBe("180x180");
});
