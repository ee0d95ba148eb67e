import { t } from "../i18n/translate.ts";
import "./logo.css";

/** Two people, one line between them: a disc and a ring that meet. */
const Mark = () => (
  <svg class="mark" viewBox="1 1 39 26" width="36" height="24" aria-hidden="true" focusable="false">
    <path class="mark__one" d="M18.5 2.876A12 12 0 1 0 18.5 25.124A14 14 0 0 1 18.5 2.876Z" />
    <circle class="mark__other" cx="27" cy="14" r="10.25" fill="none" stroke-width="3.5" />
  </svg>
);

/** The name beside the mark. */
export const Logo = () => (
  <span class="logo">
    <Mark />
    <span class="logo__name">{t("app.name")}</span>
  </span>
);
