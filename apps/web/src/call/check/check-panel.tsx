import type { CheckCode } from "@onecall/client";
import { useSignal } from "@preact/signals";
import { ShieldCheck, X } from "lucide";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n/translate.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Notice } from "../../ui/notice.tsx";
import type { Session } from "../session/session.ts";
import type { StageState } from "../stage/stage.tsx";
import "./check-panel.css";
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
  open: boolean;
  onClose: () => void;
}

/**
 * The check code: what two people compare to be sure that nobody stands between them. In the page during the whole
 * call, hidden until it is opened.
 */
export const CheckPanel = ({ session, state, code, open, onClose }: CheckPanelProps) => {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (open) heading.current?.focus({ preventScroll: true });
  }, [open]);
  return (
    <aside class="check" id="check-panel" aria-labelledby="check-title" hidden={!open}>
      <header class="check__header">
        <h2 class="check__title" id="check-title" ref={heading} tabIndex={-1}>
          {t("check.title")}
        </h2>
        <IconButton icon={X} label={t("app.close")} onClick={onClose} />
      </header>
      <p class="check__text">{t("check.compare")}</p>
      {code && <CodeView code={code} />}
      <div class="check__answers">
        <Verdict session={session} verified={state.peer.trust === "verified"} />
      </div>
    </aside>
  );
};
