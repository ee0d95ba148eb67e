import { t } from "../../i18n/translate.ts";
import { Switch } from "../../ui/switch.tsx";
import type { Session } from "../session/session.ts";

/** Whether the other person may learn this device's address: settled before there is anyone to tell it. */
export const HideAddress = ({ session }: { session: Session }) => {
  const { hideAddress } = session.preferences;
  return (
    <Switch
      label={t("address.hide")}
      text={t("address.hide-text")}
      testId="hide-address"
      on={hideAddress.value}
      onChange={(on) => {
        hideAddress.value = on;
      }}
    />
  );
};
