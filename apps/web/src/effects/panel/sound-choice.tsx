import { useId } from "preact/hooks";
import { t } from "../../i18n/translate.ts";
import type { Preferences } from "../../preferences/preferences.ts";
import { SOUNDS } from "../choices.ts";

/** What is done about noise. */
export const SoundChoice = ({ preferences: { sound } }: { preferences: Preferences }) => {
  const name = useId();
  return (
    <fieldset class="effects__part">
      <legend class="effects__legend">{t("effects.sound")}</legend>
      {SOUNDS.map((one) => (
        <label key={one} class="choice">
          <input
            class="choice__input"
            type="radio"
            name={name}
            value={one}
            data-testid={`sound-${one}`}
            checked={sound.value === one}
            onChange={() => {
              sound.value = one;
            }}
          />
          <span class="choice__mark" aria-hidden="true" />
          <span class="choice__label">
            {t(`effects.sound-${one}`)}
            <small class="effects__hint">{t(`effects.sound-${one}-text`)}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
};
