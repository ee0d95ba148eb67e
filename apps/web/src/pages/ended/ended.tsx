import type { StateOf } from "@onecall/client";
import { lineStory } from "../../call/session/line-story.ts";
import type { Session } from "../../call/session/session.ts";
import { t } from "../../i18n/translate.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Button } from "../../ui/button.tsx";
import { Logo } from "../../ui/logo.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ReloadNotice } from "../../ui/reload-notice.tsx";
import { useScreenHeading } from "../../ui/use-screen-heading.ts";
import { adviceOn } from "./advice.ts";
import { endText, endTitle, rejoinLabel } from "./end-words.ts";
import "./ended.css";
import { Stars } from "./stars.tsx";

interface EndedProps {
  session: Session;
  state: StateOf<"ended">;
  onHome: () => void;
}

/** The call is over: why, how long it was, and the two ways on. */
export const Ended = ({ session, state, onHome }: EndedProps) => {
  const heading = useScreenHeading();
  const text = endText(state);
  const advice = state.duration > 0 ? adviceOn(lineStory(session)) : [];
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
        {advice.length > 0 && (
          <Notice title={t("rating.advice")}>
            <ul class="ended__advice" data-testid="advice">
              {advice.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
          </Notice>
        )}
        <div class="ended__ways">
          <Button look="primary" large data-testid="rejoin" onClick={session.rejoin}>
            {rejoinLabel(state)}
          </Button>
          <Button large data-testid="home" onClick={onHome}>
            {t("app.home")}
          </Button>
        </div>
        {state.duration > 0 && state.reason !== "moved" && <Stars preferences={session.preferences} />}
        <ReloadNotice why={session.outdated.value ? "newer" : undefined} />
      </main>
    </div>
  );
};
