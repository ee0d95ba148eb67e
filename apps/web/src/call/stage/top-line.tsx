import type { CallPath } from "@onecall/client";
import { ArrowLeftRight, CloudOff, Waypoints } from "lucide";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { durationClock } from "../../i18n/duration.ts";
import { t } from "../../i18n/translate.ts";
import { Icon } from "../../ui/icon.tsx";
import { nameOf } from "../peer-name.ts";
import type { StageState } from "./stage.tsx";
import "./top-line.css";

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

const pathName = (path: CallPath) =>
  path.kind === "relayed" && path.transport ? (`relayed-${path.transport}` as const) : path.kind;

/** How the packets travel, for whoever wonders. */
const Path = ({ path }: { path: CallPath }) => {
  const name = pathName(path);
  return (
    <p class="top-line__path" data-testid="path" data-path={name} title={t(`path.${path.kind}-text`)}>
      <Icon icon={path.kind === "direct" ? ArrowLeftRight : Waypoints} size={14} />
      {t(`path.${name}`)}
    </p>
  );
};

/** The call goes on without the server; only who is not in it yet stays outside. */
const ClosedDoor = () => (
  <p class="top-line__door" data-testid="closed-door" title={t("call.door-text")}>
    <Icon icon={CloudOff} size={14} />
    {t("call.door")}
  </p>
);

interface TopLineProps {
  state: StageState;
  path: CallPath | undefined;
  closedDoor: boolean;
  /** The way to the check code. */
  shield?: ComponentChildren;
}

/** Who it is, how long already, by which way, and quietly who else waits. */
export const TopLine = ({ state, path, closedDoor, shield }: TopLineProps) => {
  if (state.name === "connecting") return <div class="top-line">{shield}</div>;
  const { peer, since, waiting } = state;
  return (
    <div class="top-line">
      <div class="top-line__call">
        {shield}
        <p class="top-line__who">
          <span class="visually-hidden">{t(`trust.${peer.trust}`)}</span>
          <bdi class="top-line__name">{nameOf(peer)}</bdi>
          <Clock since={since} />
        </p>
        {path && <Path path={path} />}
        {closedDoor && <ClosedDoor />}
      </div>
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
