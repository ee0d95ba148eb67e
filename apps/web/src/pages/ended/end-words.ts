import type { StateOf } from "@onecall/client";
import { nameOf } from "../../call/peer-name.ts";
import { durationWords } from "../../i18n/duration.ts";
import { errorText } from "../../i18n/error-text.ts";
import { t } from "../../i18n/translate.ts";

type Ended = StateOf<"ended">;

/** The heading of a call that is over. */
export const endTitle = ({ reason, peer }: Ended): string => {
  switch (reason) {
    case "left":
      return t("ended.left");
    case "peer-left":
      if (!peer) return t("ended.not-begun");
      return peer?.name ? t("ended.peer-left", { name: nameOf(peer) }) : t("ended.over");
    case "declined":
      return t("ended.declined");
    case "locked":
      return t("ended.locked");
    case "moved":
      return t("ended.moved");
    case "failed":
      return t("ended.failed");
  }
};

/** The sentence below it, if there is something to say. */
export const endText = ({ reason, code, duration, peer, reply }: Ended): string | undefined => {
  if (reason === "peer-left" && !peer) return t("ended.not-begun-text");
  if (reason === "declined") return reply ? t(`ring.told-${reply}`) : t("ended.declined-text");
  if (reason === "locked") return t("ended.locked-text");
  if (reason === "moved") return t("ended.moved-text");
  if (reason === "failed" && code !== undefined) return errorText(code);
  return duration > 0 ? t("ended.lasted", { duration: durationWords(duration) }) : undefined;
};

/** The way back into the call, named after why it ended. */
export const rejoinLabel = ({ reason, peer }: Ended): string => {
  if (reason === "moved") return t("ended.use-here");
  if (reason === "declined" || reason === "locked" || (reason === "peer-left" && !peer))
    return t("ended.ask-again");
  return reason === "failed" ? t("app.try-again") : t("ended.rejoin");
};
