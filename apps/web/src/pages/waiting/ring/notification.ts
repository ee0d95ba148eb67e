/** Whether the system can tell of a knock at all. Phones can only from a service worker, and then refuse it here. */
export const canNotify = (): boolean => "Notification" in globalThis;

/** Asks the person, on their press; true when they allow it. */
export const askToNotify = async (): Promise<boolean> =>
  (await Notification.requestPermission().catch(() => "denied")) === "granted";

/** Tells of a knock while this page is not seen, until the result is called. A press on it brings the page back. */
export const notifyOfKnock = (title: string, text: string): (() => void) => {
  if (!canNotify() || Notification.permission !== "granted" || document.visibilityState === "visible") {
    return () => {};
  }
  try {
    const shown = new Notification(title, { body: text, tag: "onecall-knock", requireInteraction: true });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
    return () => shown.close();
  } catch {
    // Only a service worker may show one here: the tone and the title have to do.
    return () => {};
  }
};
