import type { CheckCode, StateOf } from "@onecall/client";
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { EffectsDialog } from "../../effects/panel/effects-dialog.tsx";
import { t } from "../../i18n/translate.ts";
import { useScreenHeading } from "../../ui/use-screen-heading.ts";
import { CheckPanel } from "../check/check-panel.tsx";
import { ShieldButton } from "../check/shield-button.tsx";
import { FiguresPanel } from "../figures/figures-panel.tsx";
import { MoreMenu } from "../more/more-menu.tsx";
import { createPanels } from "../panel/panels.ts";
import { Bar } from "../parts/bar.tsx";
import { nameOf } from "../peer-name.ts";
import { FloatingReactions } from "../reactions/floating-reactions.tsx";
import { useReactions } from "../reactions/use-reactions.ts";
import type { Session } from "../session/session.ts";
import { usePens } from "../sharing/draw/pens.ts";
import { ShareButton } from "../sharing/share-button.tsx";
import { SharedScreen } from "../sharing/shared-screen.tsx";
import { useSharing } from "../sharing/sharing.ts";
import { useBarHides } from "./bar-hides.ts";
import { KeyHelp } from "./key-help.tsx";
import { listenToKeys } from "./keys.ts";
import { RemoteTile } from "./remote-tile.tsx";
import { SelfTile } from "./self-tile.tsx";
import { StageNotices } from "./stage-notices.tsx";
import "./stage.css";
import { TopLine } from "./top-line.tsx";
import { useStageView } from "./view/stage-view.ts";

export type StageState = StateOf<"connecting" | "connected" | "reconnecting">;

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
  const panels = useMemo(() => createPanels(() => root.current), []);
  const helping = useSignal(false);
  const code = useCheckCode(state);
  const remote = session.remote.value;
  const sharing = useSharing(session);
  const pens = usePens(session, sharing);
  const pensNow = useRef(pens);
  pensNow.current = pens;
  const view = useStageView(session);
  const reactions = useReactions(session, nameOf(state.peer));
  const shared = sharing.shown.value !== undefined;

  const showHelp = () => {
    helping.value = true;
  };
  useEffect(
    () =>
      listenToKeys(document, {
        microphone: () => session.toggle("microphone"),
        camera: () => session.toggle("camera"),
        screen: sharing.toggle,
        close: () => {
          if (!pensNow.current?.drop()) panels.close();
        },
        fullScreen: view.fullScreen?.toggle,
        pictureInPicture: view.pictureInPicture?.toggle,
        help: showHelp,
      }),
    [session],
  );
  const hides = useBarHides(
    root,
    state.name === "connected" && (remote.camera || shared) && !panels.open.value,
  );

  return (
    <div class={`stage on-stage${shared ? " stage--shared" : ""}${hides ? " stage--bare" : ""}`} ref={root}>
      <main class="stage__main">
        <h1 class="visually-hidden" ref={heading} tabIndex={-1}>
          {t("call.with", { name: nameOf(state.peer) })}
        </h1>
        <SharedScreen session={session} sharing={sharing} pens={pens} name={nameOf(state.peer)} />
        <RemoteTile session={session} state={state} />
        <TopLine
          state={state}
          path={session.path.value}
          closedDoor={session.closedDoor.value}
          shield={<ShieldButton state={state} panels={panels} />}
        />
        <StageNotices
          session={session}
          state={state}
          sharing={sharing}
          onCompare={() => panels.show("check")}
        />
        <SelfTile session={session} />
        <FloatingReactions reactions={reactions} />
        <div class="stage__bar">
          <Bar session={session} leaveLabel={t("call.leave")} onLeave={() => session.call.leave()}>
            <ShareButton session={session} sharing={sharing} />
            <MoreMenu
              session={session}
              panels={panels}
              view={view}
              reactions={reactions}
              onKeyHelp={showHelp}
            />
          </Bar>
        </div>
      </main>
      <CheckPanel session={session} state={state} code={code} panels={panels} />
      <FiguresPanel session={session} panels={panels} />
      <EffectsDialog session={session} />
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
