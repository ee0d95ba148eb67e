import type { StateOf } from "@onecall/client";
import { t } from "../../i18n/translate.ts";

/** Where the host is, as one word for the dot and one sentence for the person. */
export interface Presence {
  readonly look: "here" | "away" | "busy" | "unknown" | "offline";
  readonly text: string;
}

/** What the lobby says about the host. */
export const presenceOf = ({ host, offline }: Pick<StateOf<"lobby">, "host" | "offline">): Presence => {
  if (offline) return { look: "offline", text: t("lobby.offline") };
  if (host === undefined) return { look: "unknown", text: t("lobby.finding") };
  return { look: host, text: t(`lobby.host-${host}`) };
};
