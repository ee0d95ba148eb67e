import { encode } from "uqr";
import { t } from "../../i18n/translate.ts";
import { Dialog } from "../../ui/dialog.tsx";
import "./qr-dialog.css";

/** Light modules around the code that readers need to find it (ISO/IEC 18004 section 5.3.8: four). */
const QUIET_ZONE = 4;

/** The dark modules of a code as one SVG path, one unit a module. */
const pathOf = (modules: readonly (readonly boolean[])[]): string =>
  modules.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");

interface QrDialogProps {
  link: string;
  onClose: () => void;
}

/** The link for the camera of a phone. */
export const QrDialog = ({ link, onClose }: QrDialogProps) => {
  const { data, size } = encode(link, { ecc: "M", border: QUIET_ZONE });
  return (
    <Dialog title={t("waiting.qr-title")} onClose={onClose}>
      <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t("waiting.qr-label")}>
        <path d={pathOf(data)} shape-rendering="crispEdges" />
      </svg>
      <p class="qr__text">{t("waiting.qr-text")}</p>
    </Dialog>
  );
};
