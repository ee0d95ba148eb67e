import { signal } from "@preact/signals";
import { render } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { t } from "../../../i18n/translate.ts";
import type { Session } from "../../session/session.ts";
import { SmallWindow } from "./small-window.tsx";
import type { ViewSwitch } from "./stage-view.ts";

/** Not in TypeScript's list yet (WICG Document Picture-in-Picture). */
interface DocumentPictureInPicture {
  requestWindow(size: { width: number; height: number }): Promise<Window>;
}

const windows = (): DocumentPictureInPicture | undefined =>
  (globalThis as { documentPictureInPicture?: DocumentPictureInPicture }).documentPictureInPicture;

const fill = (small: Window, session: Session) => {
  const { document: page } = small;
  page.title = t("stage.pip-title");
  page.documentElement.lang = document.documentElement.lang;
  page.documentElement.dir = document.documentElement.dir;
  for (const sheet of document.querySelectorAll("link[rel=stylesheet], style")) {
    page.head.append(page.importNode(sheet, true));
  }
  render(<SmallWindow session={session} onLeave={() => session.call.leave()} />, page.body);
};

/** One window of the call over all others: with controls where the browser can, else the bare picture. */
const createSmallWindow = (session: Session) => {
  const on = signal(false);
  let small: Window | undefined;
  const stop = new AbortController();
  const openDocument = async (api: DocumentPictureInPicture) => {
    const opened = await api.requestWindow({ width: 360, height: 240 });
    if (stop.signal.aborted) return opened.close();
    small = opened;
    on.value = true;
    fill(opened, session);
    opened.addEventListener("pagehide", () => {
      render(null, opened.document.body);
      small = undefined;
      on.value = false;
    });
  };
  const openVideo = async () => {
    const video = document.querySelector<HTMLVideoElement>("[data-testid=remote-video]");
    if (!video) return;
    await video.requestPictureInPicture();
    on.value = true;
    video.addEventListener(
      "leavepictureinpicture",
      () => {
        on.value = false;
      },
      { once: true },
    );
  };
  const close = () => {
    small?.close();
    if (document.pictureInPictureElement) void document.exitPictureInPicture().catch(() => undefined);
  };
  const open = () => {
    const api = windows();
    // Refused without a press, or without a picture: nothing opens.
    void (api ? openDocument(api) : openVideo()).catch(() => undefined);
  };
  return {
    on,
    toggle: () => (on.value ? close() : open()),
    stop: () => {
      stop.abort();
      close();
    },
  };
};

/** The small window over all others; undefined where the browser leaves that to itself (Firefox). It closes with the call. */
export const usePictureInPicture = (session: Session): ViewSwitch | undefined => {
  const view = useMemo(() => createSmallWindow(session), [session]);
  useEffect(() => view.stop, [view]);
  return windows() || document.pictureInPictureEnabled ? view : undefined;
};
