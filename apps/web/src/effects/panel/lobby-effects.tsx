import type { Session } from "../../call/session/session.ts";
import { EffectsDialog } from "./effects-dialog.tsx";
import { EffectsNotice } from "./effects-notice.tsx";

/** What the lobby fetches for effects. */
export const LobbyEffects = ({ session }: { session: Session }) => (
  <>
    <EffectsDialog session={session} />
    <EffectsNotice effects={session.effects} />
  </>
);
