import type { StateOf } from "@onecall/client";
import { t } from "../../i18n/translate.ts";

/** What a guest who asked is told about where things stand. */
export const askingText = ({ host, offline }: Pick<StateOf<"asking">, "host" | "offline">): string => {
  if (offline) return t("asking.offline");
  return host === "away" || host === "busy" ? t(`asking.${host}`) : t("asking.told");
};

/** The place in the line; undefined at the front of it or while it is unknown. */
export const placeText = ({ place, host }: Pick<StateOf<"asking">, "place" | "host">): string | undefined => {
  if (place === undefined) return undefined;
  if (place > 0) return t("asking.place", { count: place });
  return host === "busy" ? t("asking.next") : undefined;
};
