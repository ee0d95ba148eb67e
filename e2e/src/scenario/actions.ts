import { waitForPicture, waitForSound } from "../browser/media.ts";
import type { Tab } from "../browser/tab.ts";

/** Opens the site and starts a call; gives the link to send. */
export const startCall = async (host: Tab, origin: string): Promise<string> => {
  await host.goto(origin);
  await host.click("start-call");
  await host.waitForState("waiting");
  return await host.text("call-link");
};

/** Opens a link up to the lobby. */
export const openLink = async (guest: Tab, link: string): Promise<void> => {
  await guest.goto(link);
  await guest.waitForState("lobby");
};

/** Knocks from the lobby. */
export const ask = async (guest: Tab, name: string): Promise<void> => {
  await guest.fill("name", name);
  await guest.click("ask-to-join");
  await guest.waitForState("asking");
};

/** Accepts the knock of `name` as soon as it rings. */
export const letIn = async (
  host: Tab,
  name: string,
  how: "accept" | "accept-audio" = "accept",
): Promise<void> => {
  await host.waitForText("knock", name);
  await host.click(how);
};

/** Waits until everyone is in the call. */
export const waitForCall = async (...tabs: readonly Tab[]): Promise<void> => {
  await Promise.all(tabs.map((tab) => tab.waitForState("in-call")));
};

/** Waits until everyone sees the other move and hears the other. */
export const waitForMedia = async (...tabs: readonly Tab[]): Promise<void> => {
  await Promise.all(tabs.flatMap((tab) => [waitForPicture(tab), waitForSound(tab)]));
};

/** The whole way from an empty page to a call, by the link. */
export const meet = async (host: Tab, guest: Tab, origin: string, name: string): Promise<string> => {
  const link = await startCall(host, origin);
  await openLink(guest, link);
  await ask(guest, name);
  await letIn(host, name);
  await waitForCall(host, guest);
  return link;
};

/** Moves the mouse over the picture, as people do to bring back a bar that hides itself. */
export const stir = async (tab: Tab): Promise<void> => {
  const { x, y } = await tab.evaluate(() => ({ x: innerWidth / 2, y: innerHeight / 2 }));
  await tab.page.mouse.move(x - 20, y);
  await tab.page.mouse.move(x + 20, y);
};

/** The check code as this screen shows it. */
export interface ShownCode {
  /** Names of the five emoji. */
  readonly emoji: string;
  readonly digits: string;
}

/** Opens the check code, reads it, and closes it again. */
export const readCheckCode = async (tab: Tab): Promise<ShownCode> => {
  await stir(tab);
  await tab.click("check");
  const code = { emoji: await tab.text("check-code"), digits: await tab.text("check-digits") };
  await tab.press("Escape");
  await tab.waitForGone("check-code");
  return code;
};

/** Presses a control of the bar at the bottom, which may have hidden itself. */
export const pressBar = async (tab: Tab, control: "mic" | "camera" | "share" | "leave"): Promise<void> => {
  await stir(tab);
  await tab.click(control);
};
