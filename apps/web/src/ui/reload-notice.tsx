import { RotateCw } from "lucide";
import { t } from "../i18n/translate.ts";
import { Button } from "./button.tsx";
import { Notice } from "./notice.tsx";
import { reload } from "./reload.ts";
import "./reload-notice.css";

/** Why this page should be fetched anew: the server has a newer one, or would not give a part of this one. */
export type Stale = "newer" | "broken";

/** Offers to reload where no call needs the page. */
export const ReloadNotice = ({ why }: { why: Stale | undefined }) =>
  why === undefined ? null : (
    <Notice look={why === "newer" ? "plain" : "warn"}>
      <div class="reload-notice" data-testid="reload-notice" data-why={why}>
        <p>{t(why === "newer" ? "app.newer" : "app.failed")}</p>
        <Button look="quiet" icon={RotateCw} onClick={reload}>
          {t("app.reload")}
        </Button>
      </div>
    </Notice>
  );
