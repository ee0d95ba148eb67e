import { effect, type ReadonlySignal } from "@preact/signals";

/** Draws the page light or dark as the person chose, or as the system says. */
export const followScheme = (chosen: ReadonlySignal<string>): void => {
  effect(() => {
    const { value } = chosen;
    if (value === "light" || value === "dark") document.documentElement.dataset["scheme"] = value;
    else delete document.documentElement.dataset["scheme"];
  });
};
