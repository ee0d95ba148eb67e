import { Sparkles } from "lucide";
import type { Session } from "../../call/session/session.ts";
import { t } from "../../i18n/translate.ts";
import { Button } from "../../ui/button.tsx";
import { lazyPart } from "../../ui/lazy-part.tsx";

const Nothing = () => null;

const { Part } = lazyPart<{ session: Session }>(
  async () => (await import("../../call/call-part.ts")).LobbyEffects,
  { Waiting: Nothing, Failed: Nothing },
);

/** The way to background and sound, which are fetched when they are wanted. */
export const EffectsButton = ({ session }: { session: Session }) => {
  const { choosing, trouble } = session.effects;
  return (
    <>
      <Button
        look="quiet"
        icon={Sparkles}
        data-testid="effects-open"
        onClick={() => {
          choosing.value = true;
        }}
      >
        {t("effects.title")}
      </Button>
      {(choosing.value || trouble.value) && <Part session={session} />}
    </>
  );
};
