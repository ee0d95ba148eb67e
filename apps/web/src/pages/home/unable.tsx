import type { Lack } from "../../app/browser-support.ts";
import { t } from "../../i18n/translate.ts";
import { lazyPart } from "../../ui/lazy-part.tsx";

/** Why there is no app here; fetched only where it is needed. */
export const { Part: Unable } = lazyPart<{ lack: Lack }>(
  async () => (await import("../../call/call-part.ts")).NotSupported,
  { Failed: () => <p>{t("error.browser")}</p> },
);
