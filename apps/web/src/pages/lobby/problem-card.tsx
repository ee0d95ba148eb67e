import { RotateCw } from "lucide";
import { useEffect } from "preact/hooks";
import {
  type CaptureProblem,
  problemHelp,
  problemTitle,
  withoutLabel,
} from "../../call/parts/capture-problems.ts";
import type { Session } from "../../call/session/session.ts";
import { loadWords, t } from "../../i18n/translate.ts";
import { Button } from "../../ui/button.tsx";

interface ProblemCardProps {
  session: Session;
  problem: CaptureProblem;
}

/** The words of what may go wrong are not among the first ones. */
const useHelpWords = () => useEffect(() => void loadWords().catch(() => {}), []);

/** Why a device does not work, what to do about it, and the way in without it. */
export const ProblemCard = ({ session, problem }: ProblemCardProps) => {
  useHelpWords();
  return (
    <div class="problem" role="alert">
      <p class="problem__title">{problemTitle(problem)}</p>
      <p class="problem__help">{problemHelp(problem, navigator.userAgent)}</p>
      <div class="problem__ways">
        <Button icon={RotateCw} onClick={() => session.retry(problem.kinds)}>
          {t("app.try-again")}
        </Button>
        <Button look="quiet" onClick={() => session.without(problem.kinds)}>
          {withoutLabel(problem)}
        </Button>
      </div>
    </div>
  );
};
