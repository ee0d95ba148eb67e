import type { CheckCode } from "@onecall/client";
import { useSignal } from "@preact/signals";
import { ShieldCheck } from "lucide";
import { t } from "../../i18n/translate.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Notice } from "../../ui/notice.tsx";
import type { Panels } from "../panel/panels.ts";
import { SidePanel } from "../panel/side-panel.tsx";
import type { Session } from "../session/session.ts";
import type { StageState } from "../stage/stage.tsx";
import "./check.css";
import { CodeView } from "./code-view.tsx";

type Answer = "open" | "differs";

const Verdict = ({ session, verified }: { session: Session; verified: boolean }) => {
  const answer = useSignal<Answer>("open");
  if (answer.value === "differs") {
    return (
      <>
        <Notice look="danger" role="alert" title={t("check.differ-title")}>
          <p>{t("check.differ-text")}</p>
        </Notice>
        <Button look="danger" wide onClick={() => session.call.leave()}>
          {t("check.leave")}
        </Button>
        <Button
          look="quiet"
          wide
          onClick={() => {
            answer.value = "open";
          }}
        >
          {t("check.back")}
        </Button>
      </>
    );
  }
  return (
    <>
      {verified ? (
        <p class="check__verified">
          <Icon icon={ShieldCheck} />
          <span>{t("check.verified")}</span>
        </p>
      ) : (
        <Button look="primary" wide data-testid="verify" onClick={() => void session.call.verify()}>
          {t("check.same")}
        </Button>
      )}
      <Button
        look="quiet"
        wide
        data-testid="differ"
        onClick={() => {
          answer.value = "differs";
        }}
      >
        {t("check.differ")}
      </Button>
    </>
  );
};

interface CheckPanelProps {
  session: Session;
  state: StageState;
  code: CheckCode | undefined;
  panels: Panels;
}

/** The check code: what two people compare to be sure that nobody stands between them. */
export const CheckPanel = ({ session, state, code, panels }: CheckPanelProps) => (
  <SidePanel name="check" title={t("check.title")} panels={panels}>
    <p class="check__text">{t("check.compare")}</p>
    {code && <CodeView code={code} />}
    <div class="check__answers">
      <Verdict session={session} verified={state.peer.trust === "verified"} />
    </div>
  </SidePanel>
);
