import { signal } from "@preact/signals";
import { LoaderCircle } from "lucide";
import { useEffect } from "preact/hooks";
import type { Session } from "../call/session/session.ts";
import { t } from "../i18n/translate.ts";
import { Home } from "../pages/home/home.tsx";
import { Lobby } from "../pages/lobby/lobby.tsx";
import { Icon } from "../ui/icon.tsx";
import { lazyPart } from "../ui/lazy-part.tsx";
import type { Stale } from "../ui/reload-notice.tsx";
import type { announceSession } from "./announcer.ts";
import type { Controller } from "./controller.ts";
import { LiveRegion } from "./live-region.tsx";
import { ScreensMissing } from "./screens-missing.tsx";

const PRELOAD_AFTER = 1_500;

/** A whole screen on its way. */
const Opening = () => (
  <main class="lazy-part">
    <h1 class="visually-hidden">{t("app.opening")}</h1>
    <Icon icon={LoaderCircle} size={28} class="spin" />
  </main>
);

/** Says aloud what changes, once its code is here. */
const announcer = signal<typeof announceSession | undefined>(undefined);

/** Everything there is to see and to do in a call is in this one part, so that nothing has to be fetched during it. */
const callScreens = lazyPart(
  async () => {
    const part = await import("../call/call-part.ts");
    announcer.value = part.announceSession;
    return part.CallScreens;
  },
  { Waiting: Opening, Failed: ScreensMissing },
);

const staleOf = (outdated: boolean): Stale | undefined => {
  if (callScreens.failed.value) return "broken";
  return outdated ? "newer" : undefined;
};

interface RoomProps {
  session: Session;
  prepares: boolean;
  controller: Controller;
}

const Room = ({ session, prepares, controller }: RoomProps) => {
  const announce = announcer.value;
  useEffect(() => announce?.(session), [announce, session]);
  const { name } = session.state.value;
  const lobby = name === "lobby" || (name === "idle" && (prepares || session.call.room.role === "guest"));
  if (lobby) {
    return <Lobby session={session} stale={staleOf(session.outdated.value)} onHome={controller.goHome} />;
  }
  return <callScreens.Part session={session} onHome={controller.goHome} />;
};

const Current = ({ controller }: { controller: Controller }) => {
  const screen = controller.screen.value;
  switch (screen.name) {
    case "home":
      return (
        <Home controller={controller} problem={screen.problem} stale={staleOf(controller.outdated.value)} />
      );
    case "opening":
      return <Opening />;
    case "room":
      return <Room session={screen.session} prepares={screen.prepares === true} controller={controller} />;
  }
};

/** The whole window. */
export const App = ({ controller }: { controller: Controller }) => {
  useEffect(() => {
    // Whoever sees the first screen needs the others next; on a slow line the first one comes first.
    const timer = setTimeout(callScreens.preload, PRELOAD_AFTER);
    return () => clearTimeout(timer);
  }, []);
  return (
    <>
      <Current controller={controller} />
      <LiveRegion />
    </>
  );
};
