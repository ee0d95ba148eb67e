import type { StateOf } from "@onecall/client";
import { BellRing } from "lucide";
import { Front } from "../../call/front/front.tsx";
import type { Session } from "../../call/session/session.ts";
import { RING_BACK, useTone } from "../../call/tones.ts";
import { t } from "../../i18n/translate.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { usePassed } from "../../ui/use-passed.ts";
import { useScreenHeading } from "../../ui/use-screen-heading.ts";
import { askingText, placeText } from "./asking-words.ts";
import "./asking.css";

/** Seconds after which nobody is likely to answer. */
const PATIENCE = [60] as const;

/** The guest has asked and waits for an answer. */
export const Asking = ({ session, state }: { session: Session; state: StateOf<"asking"> }) => {
  const heading = useScreenHeading();
  const late = usePassed(state.since, PATIENCE) > 0;
  const reachable = !state.offline && (state.host === "here" || state.host === undefined);
  useTone(reachable && !late ? RING_BACK : undefined, session.preferences);

  const place = placeText(state);
  const again = () => {
    session.call.cancel();
    session.call.ask({ name: session.preferences.name.value });
  };
  return (
    <Front
      session={session}
      leaveLabel={t("call.leave")}
      onLeave={() => session.call.leave()}
      notices={!session.call.room.persistent && <Notice>{t("lobby.forgets")}</Notice>}
    >
      <section class="card asking">
        <div class="asking__head">
          <span class={late ? "asking__bell" : "asking__bell asking__bell--ringing"} aria-hidden="true" />
          <div class="card__words">
            <h1 class="card__title" ref={heading} tabIndex={-1}>
              {late && reachable ? t("asking.no-answer-title") : t("asking.title")}
            </h1>
            <p class="card__text">{late && reachable ? t("asking.no-answer") : askingText(state)}</p>
          </div>
        </div>
        {place && <p class="asking__place">{place}</p>}
        <div class="asking__ways">
          {late && (
            <Button look="primary" icon={BellRing} onClick={again}>
              {t("asking.again")}
            </Button>
          )}
          <Button data-testid="cancel" onClick={() => session.call.cancel()}>
            {t("asking.cancel")}
          </Button>
        </div>
      </section>
    </Front>
  );
};
