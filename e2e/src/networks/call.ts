import type { Tab } from "../browser/tab.ts";
import { ask, letIn, openLink, startCall, waitForCall, waitForMedia } from "../scenario/actions.ts";

/** Switches on that the other device learns only a relay's address. */
const hideAddress = async (tab: Tab): Promise<void> => {
  await tab.click("hide-address");
  await tab.waitForAttribute("hide-address", "aria-checked", "true");
};

interface Expected {
  /** How packets travel, as the call screen says it: direct, relayed-udp, relayed-tcp or relayed-tls. */
  readonly path: RegExp;
  /** Whether both hide their addresses, before anybody is told anything. */
  readonly hidden?: boolean;
}

const waitForPath = async (tab: Tab, path: RegExp): Promise<void> => {
  await tab.waitFor(
    `the path is ${path}`,
    (source) => {
      const shown = document.querySelector('[data-testid="path"]')?.getAttribute("data-path");
      return new RegExp(source).test(shown ?? "");
    },
    path.source,
  );
};

/** The whole way from an empty page to both moving and audible on both screens, by the path that both screens name. */
export const callBy = async (
  host: Tab,
  guest: Tab,
  origin: string,
  { path, hidden = false }: Expected,
): Promise<void> => {
  const link = await startCall(host, origin);
  if (hidden) await hideAddress(host);
  await openLink(guest, link);
  if (hidden) await hideAddress(guest);
  await ask(guest, "Bob");
  await letIn(host, "Bob");
  await waitForCall(host, guest);
  await waitForMedia(host, guest);
  for (const tab of [host, guest]) await waitForPath(tab, path);
};
