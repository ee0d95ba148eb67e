import { RotateCw, X } from "lucide";
import { errorText } from "../../i18n/error-text.ts";
import { t } from "../../i18n/translate.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import type { Session } from "../session/session.ts";
import { captureProblems, problemHelp, problemTitle } from "./capture-problems.ts";
import "./notices.css";

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

/** Failures the SDK tells of device by device have their own notice above. */
const isCapture = (code: string) => code.startsWith("media-");

/** What went wrong without ending anything: small, out of the way of the faces, until dismissed. */
export const ProblemNotices = ({ session }: { session: Session }) => {
  const problem = session.problem.value;
  return (
    <>
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
