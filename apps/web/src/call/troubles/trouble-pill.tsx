import { type IconNode, LoaderCircle, SignalMedium, VideoOff, WifiOff } from "lucide";
import { Icon } from "../../ui/icon.tsx";
import { nameOf } from "../peer-name.ts";
import type { Session } from "../session/session.ts";
import type { StageState } from "../stage/stage.tsx";
import type { Trouble } from "./trouble.ts";
import { troubleText } from "./trouble-words.ts";

const ICONS: Record<Trouble, IconNode> = {
  offline: WifiOff,
  away: LoaderCircle,
  reconnecting: LoaderCircle,
  narrow: VideoOff,
  "weak-here": SignalMedium,
  "weak-there": SignalMedium,
};

/** The one trouble of the line, small. The live region of the app says it aloud. */
export const TroublePill = ({ session, state }: { session: Session; state: StageState }) => {
  const trouble = session.trouble.value;
  if (trouble === undefined) return null;
  const icon = ICONS[trouble];
  return (
    <p class="pill" data-testid="trouble" data-trouble={trouble}>
      <Icon icon={icon} size={18} class={icon === LoaderCircle ? "spin" : ""} />
      <span>{troubleText(trouble, nameOf(state.peer))}</span>
    </p>
  );
};
