import { useSignal } from "@preact/signals";
import { Volume2 } from "lucide";
import type { Session } from "../../call/session/session.ts";
import { t } from "../../i18n/translate.ts";
import { Button } from "../../ui/button.tsx";
import { lazyPart } from "../../ui/lazy-part.tsx";

export interface TryProps {
  session: Session;
  onClose: () => void;
}

const Nothing = () => null;

const { Part } = lazyPart<TryProps>(async () => (await import("../../call/call-part.ts")).TryDialog, {
  Waiting: Nothing,
  Failed: Nothing,
});

/** The way to the tests of loudspeaker, microphone, camera and line, which are fetched when they are wanted. */
export const Try = ({ session }: { session: Session }) => {
  const open = useSignal(false);
  return (
    <>
      <Button
        look="quiet"
        icon={Volume2}
        data-testid="try"
        onClick={() => {
          open.value = true;
        }}
      >
        {t("lobby.try")}
      </Button>
      {open.value && (
        <Part
          session={session}
          onClose={() => {
            open.value = false;
          }}
        />
      )}
    </>
  );
};
