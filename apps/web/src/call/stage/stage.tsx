import type { CheckCode, StateOf } from "@onecall/client";
import { useSignal } from "@preact/signals";
import { Shield, ShieldAlert, ShieldCheck } from "lucide";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n/translate.ts";
import { Icon } from "../../ui/icon.tsx";
import { useScreenHeading } from "../../ui/use-screen-heading.ts";
import { CheckPanel } from "../check/check-panel.tsx";
import { Bar } from "../parts/bar.tsx";
import { nameOf } from "../peer-name.ts";
import type { Session } from "../session/session.ts";
import { useBarHides } from "./bar-hides.ts";
import { KeyHelp } from "./key-help.tsx";
import { listenToKeys } from "./keys.ts";
import { RemoteTile } from "./remote-tile.tsx";
import { SelfTile } from "./self-tile.tsx";
import { StageNotices } from "./stage-notices.tsx";
import "./stage.css";
import { TopLine } from "./top-line.tsx";

export type StageState = StateOf<"connecting" | "connected" | "reconnecting">;

const SHIELDS = {
  new: { icon: Shield, label: "call.check" },
  known: { icon: Shield, label: "call.check" },
  verified: { icon: ShieldCheck, label: "call.check-verified" },
  changed: { icon: ShieldAlert, label: "call.check-changed" },
} as const;

interface ShieldButtonProps {
  state: StageState;
  open: boolean;
  onToggle: () => void;
}

const ShieldButton = ({ state, open, onToggle }: ShieldButtonProps) => {
  const { icon, label } = SHIELDS[state.peer.trust];
  return (
    <button
      type="button"
      class={`bar__button shield shield--${state.peer.trust}`}
      data-testid="check"
      aria-label={t(label)}
      title={t(label)}
      aria-expanded={open}
      aria-controls="check-panel"
      onClick={onToggle}
    >
      <Icon icon={icon} size={22} />
    </button>
  );
};

/** After a reload the code is unknown for a moment: the last one known stays readable. */
const useCheckCode = (state: StageState): CheckCode | undefined => {
  const last = useRef<CheckCode | undefined>(undefined);
  last.current = state.checkCode ?? last.current;
  return last.current;
};

/** The call itself: the other person fills the window. */
export const Stage = ({ session, state }: { session: Session; state: StageState }) => {
  const heading = useScreenHeading();
  const root = useRef<HTMLDivElement>(null);
  const checking = useSignal(false);
  const helping = useSignal(false);
  const code = useCheckCode(state);
  const remote = session.remote.value;

  const closeCheck = () => {
    if (!checking.value) return;
    checking.value = false;
    root.current?.querySelector<HTMLElement>("[data-testid=check]")?.focus();
  };
  useEffect(
    () =>
      listenToKeys(document, {
        microphone: () => session.toggle("microphone"),
        camera: () => session.toggle("camera"),
        close: closeCheck,
        help: () => {
          helping.value = true;
        },
      }),
    [session],
  );
  const hides = useBarHides(root, state.name === "connected" && remote.camera && !checking.value);

  return (
    <div class={hides ? "stage on-stage stage--bare" : "stage on-stage"} ref={root}>
      <main class="stage__main">
        <h1 class="visually-hidden" ref={heading} tabIndex={-1}>
          {t("call.with", { name: nameOf(state.peer) })}
        </h1>
        <RemoteTile session={session} state={state} />
        <TopLine state={state} path={session.path.value} closedDoor={session.closedDoor.value} />
        <StageNotices
          session={session}
          state={state}
          onCompare={() => {
            checking.value = true;
          }}
        />
        <SelfTile session={session} />
        <div class="stage__bar">
          <Bar session={session} leaveLabel={t("call.leave")} onLeave={() => session.call.leave()}>
            <ShieldButton
              state={state}
              open={checking.value}
              onToggle={() => {
                checking.value = !checking.value;
              }}
            />
          </Bar>
        </div>
      </main>
      <CheckPanel session={session} state={state} code={code} open={checking.value} onClose={closeCheck} />
      {helping.value && (
        <KeyHelp
          onClose={() => {
            helping.value = false;
          }}
        />
      )}
    </div>
  );
};
