import type { ScreenCapture, ScreenHint } from "@onecall/client";
import { MonitorUp, RefreshCw, Volume2, VolumeX, X } from "lucide";
import { t } from "../../i18n/translate.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Notice } from "../../ui/notice.tsx";
import type { Session } from "../session/session.ts";
import type { Refusal, Sharing } from "./sharing.ts";
import "./sharing-notices.css";

type On = Extract<ScreenCapture, { state: "on" }>;

const HINTS: readonly ScreenHint[] = ["text", "motion"];

const Hints = ({ hint, onChoose }: { hint: ScreenHint; onChoose: (hint: ScreenHint) => void }) => (
  // biome-ignore lint/a11y/useSemanticElements: a fieldset would announce a form where there is none.
  <div class="own-screen__hints" role="group" aria-label={t("sharing.hint")}>
    {HINTS.map((one) => (
      <button key={one} type="button" aria-pressed={hint === one} onClick={() => onChoose(one)}>
        {t(`sharing.hint-${one}`)}
      </button>
    ))}
  </div>
);

const SoundMark = ({ sound }: Pick<On, "sound">) => {
  const label = t(sound ? "sharing.with-sound" : "sharing.without-sound");
  return (
    <span class="own-screen__sound" title={label}>
      <Icon icon={sound ? Volume2 : VolumeX} size={18} />
      <span class="visually-hidden">{label}</span>
    </span>
  );
};

interface OwnScreenProps {
  capture: On;
  sharing: Sharing;
  /** Name of the other person, where they share a screen, too. */
  theirs: string | undefined;
}

/** The mark that stays for as long as this person shares, with the ways to change and to stop it. */
const OwnScreen = ({ capture, sharing, theirs }: OwnScreenProps) => {
  const shown = sharing.shown.value;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would announce a form where there is none.
    <div class="own-screen" role="group" aria-labelledby="own-screen" data-testid="own-screen">
      <p class="own-screen__what" id="own-screen">
        <Icon icon={MonitorUp} size={18} />
        <span>{t(capture.surface ? `sharing.own-${capture.surface}` : "sharing.own")}</span>
        <SoundMark sound={capture.sound} />
      </p>
      <Hints hint={capture.hint} onChoose={sharing.setHint} />
      {shown !== "own" && (
        <Button look="quiet" onClick={() => sharing.show("own")}>
          {t("sharing.show-own")}
        </Button>
      )}
      {shown === "own" && theirs !== undefined && (
        <Button look="quiet" onClick={() => sharing.show("theirs")}>
          {t("sharing.show-theirs", { name: theirs })}
        </Button>
      )}
      <IconButton icon={RefreshCw} label={t("sharing.change")} onClick={() => void sharing.start()} />
      <Button look="danger" data-testid="stop-sharing" aria-label={t("sharing.stop")} onClick={sharing.stop}>
        {t("sharing.stop-short")}
      </Button>
    </div>
  );
};

const Refused = ({ refusal, onDismiss }: { refusal: Refusal; onDismiss: () => void }) => {
  if (refusal === "cancelled") {
    return (
      <p class="pill" data-testid="share-cancelled">
        <Icon icon={MonitorUp} size={18} />
        <span>{t("sharing.cancelled")}</span>
      </p>
    );
  }
  return (
    <Notice look="warn" role="alert">
      <div class="notices__line">
        <p>{t(`sharing.${refusal}`)}</p>
        <IconButton icon={X} label={t("app.dismiss")} onClick={onDismiss} />
      </div>
    </Notice>
  );
};

/** What this person shares, and why they do not. */
export const SharingNotices = ({
  session,
  sharing,
  name,
}: {
  session: Session;
  sharing: Sharing;
  name: string;
}) => {
  const { screen } = session.local.value;
  const refusal = sharing.refusal.value;
  const theirs = session.remote.value.screen ? name : undefined;
  return (
    <>
      {screen.state === "on" && <OwnScreen capture={screen} sharing={sharing} theirs={theirs} />}
      {refusal && <Refused refusal={refusal} onDismiss={sharing.dismiss} />}
    </>
  );
};
