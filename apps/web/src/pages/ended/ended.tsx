import type { StateOf } from "@onecall/client";
import type { Session } from "../../call/session/session.ts";
import { t } from "../../i18n/translate.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Button } from "../../ui/button.tsx";
import { Logo } from "../../ui/logo.tsx";
import { ReloadNotice } from "../../ui/reload-notice.tsx";
import { useScreenHeading } from "../../ui/use-screen-heading.ts";
import { endText, endTitle, rejoinLabel } from "./end-words.ts";
import "./ended.css";

interface EndedProps {
  session: Session;
  state: StateOf<"ended">;
  onHome: () => void;
}

/** The call is over: why, how long it was, and the two ways on. */
export const Ended = ({ session, state, onHome }: EndedProps) => {
  const heading = useScreenHeading();
  const text = endText(state);
  return (
    <div class="ended">
      <header class="ended__header">
        <Logo />
      </header>
      <main class="ended__main">
        {state.peer && <Avatar name={state.peer.name} />}
        <h1 class="ended__title" ref={heading} tabIndex={-1}>
          {endTitle(state)}
        </h1>
        {text && <p class="ended__text">{text}</p>}
        <div class="ended__ways">
          <Button look="primary" large data-testid="rejoin" onClick={session.rejoin}>
            {rejoinLabel(state)}
          </Button>
          <Button large data-testid="home" onClick={onHome}>
            {t("app.home")}
          </Button>
        </div>
        <ReloadNotice why={session.outdated.value ? "newer" : undefined} />
      </main>
    </div>
  );
};
