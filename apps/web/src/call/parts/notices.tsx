import { Mic, RotateCw, Video, X } from "lucide";
import { errorText } from "../../i18n/error-text.ts";
import { t } from "../../i18n/translate.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Notice } from "../../ui/notice.tsx";
import type { Session } from "../session/session.ts";
import { captureProblems, problemHelp, problemTitle } from "./capture-problems.ts";
import "./notices.css";

const KINDS = ["camera", "microphone"] as const;

const CaptureNotices = ({ session }: { session: Session }) => (
  <>
    {captureProblems(session.local.value).map((problem) => (
      <Notice key={problem.kinds.join()} look="warn" role="alert" title={problemTitle(problem)}>
        <p>{problemHelp(problem, navigator.userAgent)}</p>
        <div class="notices__ways">
          <Button icon={RotateCw} onClick={() => session.retry(problem.kinds)}>
            {t("app.try-again")}
          </Button>
          <Button look="quiet" onClick={() => session.without(problem.kinds)}>
            {t("app.dismiss")}
          </Button>
        </div>
      </Notice>
    ))}
  </>
);

/** What the system keeps from this page for a while: shown, and nothing to be done about it here. */
const HeldNotices = ({ session }: { session: Session }) => {
  const local = session.local.value;
  const held = KINDS.filter((kind) => {
    const capture = local[kind];
    return capture.state === "on" && capture.heldBack;
  });
  return (
    <>
      {held.map((kind) => (
        <Notice key={kind} title={t(`capture.held.${kind}`)}>
          <p>{t("capture.held-text")}</p>
        </Notice>
      ))}
    </>
  );
};

/** Another device is used now than a moment ago, and nobody asked for it. */
const TakeoverPill = ({ session }: { session: Session }) => {
  const takeover = session.takeover.value;
  if (!takeover) return null;
  return (
    <p class="pill" data-testid="takeover">
      <Icon icon={takeover.kind === "camera" ? Video : Mic} size={18} />
      <span>{t("capture.switched", { label: takeover.label })}</span>
    </p>
  );
};

/** Failures the SDK tells of device by device have their own notice above. */
const isCapture = (code: string) => code.startsWith("media-");

/** What went wrong without ending anything: small, out of the way of the faces, until dismissed. */
export const ProblemNotices = ({ session }: { session: Session }) => {
  const problem = session.problem.value;
  return (
    <>
      <TakeoverPill session={session} />
      <HeldNotices session={session} />
      <CaptureNotices session={session} />
      {problem && !isCapture(problem.code) && (
        <Notice look="warn" role="alert">
          <div class="notices__line">
            <p>{errorText(problem.code)}</p>
            <IconButton
              icon={X}
              label={t("app.dismiss")}
              onClick={() => {
                session.problem.value = undefined;
              }}
            />
          </div>
        </Notice>
      )}
    </>
  );
};
