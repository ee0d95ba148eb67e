import { Phone, RotateCw } from "lucide";
import type { Session } from "../call/session/session.ts";
import { t } from "../i18n/translate.ts";
import { Button } from "../ui/button.tsx";
import "../ui/lazy-part.css";
import { reload } from "../ui/reload.ts";
import { useScreenHeading } from "../ui/use-screen-heading.ts";

interface ScreensMissingProps {
  session: Session;
  onHome: () => void;
}

/** The screens of the call could not be fetched. A reload brings a call back by itself; there must be a way out of it, too. */
export const ScreensMissing = ({ session, onHome }: ScreensMissingProps) => {
  const heading = useScreenHeading();
  const leave = () => {
    session.call.leave();
    onHome();
  };
  return (
    <main class="lazy-part" data-testid="screens-missing">
      <h1 class="lazy-part__title" ref={heading} tabIndex={-1}>
        {t("app.failed")}
      </h1>
      <p>{t("app.failed-text")}</p>
      <div class="lazy-part__ways">
        <Button look="primary" large icon={RotateCw} onClick={reload}>
          {t("app.reload")}
        </Button>
        <Button large icon={Phone} data-testid="leave" onClick={leave}>
          {t("call.leave")}
        </Button>
      </div>
    </main>
  );
};
