import { useId } from "preact/hooks";
import { t } from "../../i18n/translate.ts";
import type { Session } from "../session/session.ts";
import "../../ui/switch.css";

/** Whether the other person may learn this device's address: settled before there is anyone to tell it. */
export const HideAddress = ({ session }: { session: Session }) => {
  const { hideAddress } = session.preferences;
  const id = useId();
  return (
    <label class="switch">
      <span class="switch__words">
        <span class="switch__label" id={`${id}-label`}>
          {t("address.hide")}
        </span>
        <span class="switch__text" id={`${id}-text`}>
          {t("address.hide-text")}
        </span>
      </span>
      <input
        class="switch__box"
        type="checkbox"
        role="switch"
        data-testid="hide-address"
        aria-labelledby={`${id}-label`}
        aria-describedby={`${id}-text`}
        aria-checked={hideAddress.value}
        checked={hideAddress.value}
        onChange={(event) => {
          hideAddress.value = event.currentTarget.checked;
        }}
      />
    </label>
  );
};
