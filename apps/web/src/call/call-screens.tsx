import { useEffect } from "preact/hooks";
import { Asking } from "../pages/asking/asking.tsx";
import { Ended } from "../pages/ended/ended.tsx";
import { Lost } from "../pages/ended/lost.tsx";
import { Waiting } from "../pages/waiting/waiting.tsx";
import { followLine } from "./session/line-story.ts";
import type { Session } from "./session/session.ts";
import { Stage } from "./stage/stage.tsx";

interface CallScreensProps {
  session: Session;
  onHome: () => void;
}

/** Every screen behind Home and Lobby, one a state of the call. */
export const CallScreens = ({ session, onHome }: CallScreensProps) => {
  const state = session.state.value;
  useEffect(() => followLine(session), [session]);
  switch (state.name) {
    case "idle":
    case "lobby":
    case "waiting":
    case "ringing":
      return <Waiting session={session} />;
    case "asking":
      return <Asking session={session} state={state} />;
    case "connecting":
    case "connected":
    case "reconnecting":
      return <Stage session={session} state={state} />;
    case "lost":
      return <Lost session={session} state={state} />;
    case "ended":
      return <Ended session={session} state={state} onHome={onHome} />;
  }
};
