import { Shield, ShieldAlert, ShieldCheck } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { durationClock } from "../../i18n/duration.ts";
import { t } from "../../i18n/translate.ts";
import { Icon } from "../../ui/icon.tsx";
import { nameOf } from "../peer-name.ts";
import type { StageState } from "./stage.tsx";
import "./top-line.css";

const TRUST_ICONS = { new: Shield, known: Shield, verified: ShieldCheck, changed: ShieldAlert } as const;

const Clock = ({ since }: { since: number }) => {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span class="top-line__clock" role="timer" aria-label={t("call.duration")}>
      {durationClock(now - since)}
    </span>
  );
};

/** Who it is, how long already, and quietly who else waits. */
export const TopLine = ({ state }: { state: StageState }) => {
  if (state.name === "connecting") return null;
  const { peer, since, waiting } = state;
  return (
    <div class="top-line">
      <p class="top-line__who">
        <span class={`top-line__trust top-line__trust--${peer.trust}`} title={t(`trust.${peer.trust}`)}>
          <Icon icon={TRUST_ICONS[peer.trust]} size={16} />
          <span class="visually-hidden">{t(`trust.${peer.trust}`)}</span>
        </span>
        <bdi class="top-line__name">{nameOf(peer)}</bdi>
        <Clock since={since} />
      </p>
      {waiting > 0 && (
        <p
          class="top-line__waiting"
          data-testid="waiting-count"
          title={t("call.waiting-text", { count: waiting })}
        >
          {t("call.waiting", { count: waiting })}
        </p>
      )}
    </div>
  );
};
