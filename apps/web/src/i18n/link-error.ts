import { t } from "./translate.ts";

/** Why a link or an address leads to no call. `code`: of an error of the SDK; a call's own have their words in `error-text.ts`. */
export const linkErrorText = (code: string): string => {
  switch (code) {
    case "link-malformed":
      return t("link.malformed");
    case "link-truncated":
      return t("link.truncated");
    case "link-version":
      return t("link.version");
    case "room-unknown":
      return t("link.unknown");
    case "browser-unsupported":
      return t("error.browser");
    default:
      return t("link.failed");
  }
};
