import type { Peer } from "@onecall/client";
import { t } from "../i18n/translate.ts";

/** The name of the other person, or a word for someone who gave none. */
export const nameOf = (peer: Peer | undefined): string => peer?.name.trim() || t("call.nameless");
