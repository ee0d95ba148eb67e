import type { StateOf } from "@onecall/client";
import { captureProblems } from "../../call/parts/capture-problems.ts";
import { HideAddress } from "../../call/parts/hide-address.tsx";
import type { Session } from "../../call/session/session.ts";
import { t } from "../../i18n/translate.ts";
import "../../ui/button.css";
import { Logo } from "../../ui/logo.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ReloadNotice, type Stale } from "../../ui/reload-notice.tsx";
import { useScreenHeading } from "../../ui/use-screen-heading.ts";
import { AskForm } from "./ask-form.tsx";
import { DeviceSelects } from "./device-selects.tsx";
import { EffectsButton } from "./effects-button.tsx";
import "./lobby.css";
import { presenceOf } from "./presence.ts";
import { Preview } from "./preview.tsx";
import { ProblemCard } from "./problem-card.tsx";
import { Try } from "./try.tsx";

interface LobbyProps {
  session: Session;
  /** Why the page should be fetched anew before the call begins. */
  stale?: Stale | undefined;
  onHome: () => void;
}

const HostPresence = ({ state }: { state: StateOf<"lobby"> }) => {
  const { look, text } = presenceOf(state);
  return (
    <p class={`presence presence--${look}`}>
      <span class="presence__dot" aria-hidden="true" />
      <span>{text}</span>
    </p>
  );
};

/** Where a person gets ready: nobody is told, seen or heard before "Ask to join", or before a host opens the room. */
export const Lobby = ({ session, stale, onHome }: LobbyProps) => {
  const heading = useScreenHeading();
  const state = session.state.value;
  // A blocked camera explains itself where the picture would be; a microphone alone needs its own place.
  const unheard = captureProblems(session.local.value).find(({ kinds }) => !kinds.includes("camera"));
  const lobby: StateOf<"lobby"> =
    state.name === "lobby" ? state : { name: "lobby", host: undefined, offline: false };
  const isGuest = session.call.room.role === "guest";
  return (
    <div class="lobby">
      <header class="lobby__header">
        <button type="button" class="lobby__home" onClick={onHome}>
          <Logo />
          <span class="visually-hidden">{t("app.home")}</span>
        </button>
      </header>
      <main class="lobby__main">
        <Preview session={session} />
        <div class="lobby__side">
          <h1 class="lobby__title" ref={heading} tabIndex={-1}>
            {t(isGuest ? "lobby.title" : "lobby.title-host")}
          </h1>
          {isGuest && <HostPresence state={lobby} />}
          {unheard && <ProblemCard session={session} problem={unheard} />}
          <ReloadNotice why={stale} />
          <AskForm session={session} />
          {isGuest && !session.call.room.persistent && <Notice>{t("lobby.forgets")}</Notice>}
        </div>
        <div class="lobby__settings">
          <DeviceSelects session={session} />
          <Try session={session} />
          <EffectsButton session={session} />
          <HideAddress session={session} />
        </div>
      </main>
    </div>
  );
};
