import type { CallState } from "@onecall/client";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Session } from "../../../call/session/session.ts";
import { RING, useTone } from "../../../call/tones.ts";
import { t } from "../../../i18n/translate.ts";
import { notifyOfKnock } from "./notification.ts";
import { onAnsweredElsewhere } from "./other-tabs.ts";

/** Rings and tells the system while someone knocks; stops when the person answers, be it in another tab. */
export const useRinging = (session: Session, state: CallState): void => {
  /** The knock that is quiet because the person answered elsewhere. */
  const quiet = useSignal<number | undefined>(undefined);
  const since = state.name === "ringing" ? state.since : undefined;
  const name = state.name === "ringing" ? state.peer.name.trim() || t("knock.nameless") : "";
  const rings = since !== undefined && quiet.value !== since;
  useTone(rings ? RING : undefined, session.preferences);
  useEffect(() => {
    if (since === undefined) return;
    return onAnsweredElsewhere(() => {
      quiet.value = since;
    });
  }, [since]);
  const notify = session.preferences.notify.value;
  useEffect(() => {
    if (!rings || !notify) return;
    return notifyOfKnock(t("ring.notification", { name }), t("ring.notification-text"));
  }, [rings, notify, since]);
};
