import type { CallState } from "@onecall/client";
import { useEffect, useRef } from "preact/hooks";
import { Front } from "../../call/front/front.tsx";
import { HideAddress } from "../../call/parts/hide-address.tsx";
import type { Session } from "../../call/session/session.ts";
import { t } from "../../i18n/translate.ts";
import { Notice } from "../../ui/notice.tsx";
import { useScreenHeading } from "../../ui/use-screen-heading.ts";
import { KnockCard } from "./knock-card.tsx";
import { LinkCard } from "./link-card.tsx";
import { MissedKnocks } from "./ring/missed-knocks.tsx";
import { sayAnswered } from "./ring/other-tabs.ts";
import { RingSettings } from "./ring/ring-settings.tsx";
import { useMissed } from "./ring/use-missed.ts";
import { useRinging } from "./ring/use-ringing.ts";

const HostNotices = ({ session, state }: { session: Session; state: CallState }) => (
  <>
    {"offline" in state && state.offline && (
      <Notice look="warn" role="alert">
        {t("waiting.offline")}
      </Notice>
    )}
    {!session.call.room.persistent && <Notice>{t("waiting.forgets")}</Notice>}
  </>
);

/** The host at the open door: the link to send, and whoever knocks. */
export const Waiting = ({ session }: { session: Session }) => {
  const heading = useScreenHeading();
  const state = session.state.value;
  const ringing = state.name === "ringing";
  useRinging(session, state);
  const answered = useMissed(session);
  const answer = () => {
    answered();
    sayAnswered();
  };

  const rang = useRef(ringing);
  useEffect(() => {
    // The button that had the focus went with the knock: go back to where the screen began.
    if (rang.current && !ringing) heading.current?.focus({ preventScroll: true });
    rang.current = ringing;
  }, [ringing]);

  return (
    <Front
      session={session}
      leaveLabel={t("call.leave")}
      onLeave={() => session.call.leave()}
      notices={<HostNotices session={session} state={state} />}
    >
      <h1 class="visually-hidden" ref={heading} tabIndex={-1}>
        {t("waiting.screen")}
      </h1>
      {!ringing && <MissedKnocks session={session} />}
      {state.name === "ringing" && <KnockCard session={session} state={state} onAnswer={answer} />}
      <LinkCard
        link={session.call.room.link}
        arriving={state.name === "waiting" ? state.waiting : 0}
        quiet={ringing}
      >
        {/* The connection to whoever knocks is being made already. */}
        {!ringing && <HideAddress session={session} />}
        {!ringing && <RingSettings session={session} />}
      </LinkCard>
    </Front>
  );
};
