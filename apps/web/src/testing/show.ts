import "../styles/tokens.css";
import "../styles/fonts.css";
import "../styles/base.css";
import { h, render, type VNode } from "preact";
import { act } from "preact/test-utils";
import { afterEach } from "vitest";
import { LiveRegion } from "../app/live-region.tsx";
import { stopMedia } from "./fake-media.ts";

const root = document.createElement("div");
root.id = "app";
document.body.append(root);
document.documentElement.lang = "en";
document.title = "Onecall";

/** Shows `node` in the page until the test ends; `live: false` for what brings its own live region. */
export const show = (node: VNode, { live = true } = {}): void => {
  void act(() => render(live ? [node, h(LiveRegion, {})] : node, root));
};

/** Takes everything out of the page again. */
export const clear = (): void => {
  void act(() => render(null, root));
};

afterEach(() => {
  clear();
  stopMedia();
});
