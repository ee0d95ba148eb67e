import type { ConnectionReport } from "@onecall/client";
import { useSignal } from "@preact/signals";
import { Wifi } from "lucide";
import type { Session } from "../../../call/session/session.ts";
import { t } from "../../../i18n/translate.ts";
import { Button } from "../../../ui/button.tsx";

/** Above this people begin to talk over each other, ms (ITU-T G.114: 150 one way). */
const SLOW = 300;

/** What was measured, in one sentence; what cannot be known before a call is not said. */
export const reportText = ({ roundTrip, udp }: ConnectionReport): string => {
  if (roundTrip === undefined) return t("try.line-none");
  const ms = Math.max(1, Math.round(roundTrip));
  if (udp === false) return t("try.line-blocked", { ms });
  if (ms > SLOW) return t("try.line-slow", { ms });
  return t(udp ? "try.line-direct" : "try.line-unknown", { ms });
};

/** How this device reaches the server, before anyone is called. */
export const ConnectionTest = ({ session }: { session: Session }) => {
  const checking = useSignal(false);
  const report = useSignal<ConnectionReport | undefined>(undefined);
  const check = async () => {
    if (checking.value) return;
    checking.value = true;
    report.value = await session.call
      .checkConnection()
      .catch(() => ({ roundTrip: undefined, udp: undefined }));
    checking.value = false;
  };
  return (
    <section class="try">
      <h3 class="try__title">{t("try.line")}</h3>
      <Button icon={Wifi} aria-disabled={checking.value} data-testid="test-line" onClick={() => void check()}>
        {t("try.line-check")}
      </Button>
      <p class="try__text" role="status" data-testid="line-report">
        {checking.value ? t("try.line-checking") : report.value && reportText(report.value)}
      </p>
    </section>
  );
};
