import { type ReadonlySignal, signal } from "@preact/signals";

/** What can stand beside the stage; one at a time. */
export type PanelName = "check" | "figures";

/** Which panel of a call is open. */
export interface Panels {
  readonly open: ReadonlySignal<PanelName | undefined>;
  show(name: PanelName): void;
  toggle(name: PanelName): void;
  /** Closes what is open and gives the focus back to the button that opened it, or to More. */
  close(): void;
}

/** Id of a panel's element, for `aria-controls`. */
export const panelId = (name: PanelName): string => `${name}-panel`;

/** Panels of the stage in `root`; their buttons say which one is theirs by `aria-controls`. */
export const createPanels = (root: () => HTMLElement | null): Panels => {
  const open = signal<PanelName | undefined>(undefined);
  const close = () => {
    const name = open.value;
    if (!name) return;
    open.value = undefined;
    const stage = root();
    const opener = stage?.querySelector<HTMLElement>(`[aria-controls="${panelId(name)}"]:not([hidden] *)`);
    (opener ?? stage?.querySelector<HTMLElement>("[data-testid=more]"))?.focus();
  };
  return {
    open,
    close,
    show: (name) => {
      open.value = name;
    },
    toggle: (name) => {
      if (open.value === name) close();
      else open.value = name;
    },
  };
};
