import { t } from "../../i18n/translate.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import type { Effects } from "../effects.ts";

/** Says that an effect is off after all, and why. */
export const EffectsNotice = ({ effects: { choosing, trouble } }: { effects: Effects }) =>
  trouble.value &&
  !choosing.value && (
    <Notice look="warn" role="alert">
      <p>{t(`effects.${trouble.value}`)}</p>
      <div class="notices__ways">
        <Button
          look="quiet"
          data-testid="effects-understood"
          onClick={() => {
            trouble.value = undefined;
          }}
        >
          {t("app.close")}
        </Button>
      </div>
    </Notice>
  );
