import { useId } from "preact/hooks";
import type { LocalView } from "../../call/session/call-signals.ts";
import type { Session } from "../../call/session/session.ts";
import { t } from "../../i18n/translate.ts";
import { Button } from "../../ui/button.tsx";
import "../../ui/field.css";

/** SPEC HS-6: longest name that can be told, in UTF-16 code units. */
const NAME_LENGTH = 64;

const askLabel = ({ microphone, camera, microphoneOn }: LocalView): string => {
  const seen = camera.state === "on" || camera.state === "starting";
  const heard = microphoneOn || microphone.state === "starting";
  if (seen && heard) return t("lobby.ask");
  if (heard) return t("lobby.ask-no-camera");
  return seen ? t("lobby.ask-no-microphone") : t("lobby.ask-listening");
};

/** Who it is, and the button that asks to join, or opens the own room. */
export const AskForm = ({ session }: { session: Session }) => {
  const id = useId();
  const { name } = session.preferences;
  const isGuest = session.call.room.role === "guest";
  const ask = (event: Event) => {
    event.preventDefault();
    name.value = name.value.trim();
    if (isGuest) session.call.ask({ name: name.value });
    else session.open();
  };
  return (
    <form class="ask" onSubmit={ask}>
      <div class="field">
        <label class="field__label" for={id}>
          {t("lobby.name")}
        </label>
        <input
          id={id}
          class="input"
          type="text"
          name="name"
          autocomplete="name"
          maxLength={NAME_LENGTH}
          placeholder={t("lobby.name-placeholder")}
          data-testid="name"
          value={name.value}
          onInput={(event) => {
            name.value = event.currentTarget.value;
          }}
        />
      </div>
      <Button type="submit" look="primary" large wide data-testid="ask-to-join">
        {isGuest ? askLabel(session.local.value) : t("lobby.open")}
      </Button>
      <p class="ask__consent">{t(isGuest ? "lobby.consent" : "lobby.consent-host")}</p>
    </form>
  );
};
