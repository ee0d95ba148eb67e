import { t } from "../../i18n/translate.ts";
import type { Trouble } from "./trouble.ts";

/** What is said of a trouble, on the screen and aloud. `name`: the other person. */
export const troubleText = (trouble: Trouble, name: string): string => {
  switch (trouble) {
    case "offline":
      return t("call.offline");
    case "narrow":
    case "weak-here":
      return t(`call.${trouble}`);
    case "away":
    case "reconnecting":
    case "weak-there":
      return t(`call.${trouble}`, { name });
  }
};
