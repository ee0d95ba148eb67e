import { type Figures, readFigures } from "@onecall/client";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { language } from "../../i18n/language.ts";
import { t } from "../../i18n/translate.ts";
import type { Panels } from "../panel/panels.ts";
import { SidePanel } from "../panel/side-panel.tsx";
import type { Session } from "../session/session.ts";
import "./figures.css";

const EVERY = 1_000;

/** Figures once a second while `wanted`; undefined until the first are there. */
const useFigures = ({ call }: Session, wanted: boolean) => {
  const figures = useSignal<Figures | undefined>(undefined);
  useEffect(() => {
    if (!wanted) return undefined;
    let over = false;
    const look = async () => {
      const report = await call.getStats().catch(() => undefined);
      if (!over) figures.value = report && readFigures(report, figures.peek());
    };
    void look();
    const timer = setInterval(() => void look(), EVERY);
    return () => {
      over = true;
      clearInterval(timer);
      figures.value = undefined;
    };
  }, [call, wanted]);
  return figures.value;
};

const Row = ({ name, value, unit }: { name: string; value: number | undefined; unit: string }) => (
  <div class="figures__row">
    <dt>{name}</dt>
    <dd>{value === undefined ? "–" : `${value.toLocaleString(language.value)} ${unit}`}</dd>
  </div>
);

/** How the call travels, in figures, while somebody looks. */
export const FiguresPanel = ({ session, panels }: { session: Session; panels: Panels }) => {
  const figures = useFigures(session, panels.open.value === "figures");
  return (
    <SidePanel name="figures" title={t("figures.title")} panels={panels}>
      <dl class="figures" data-testid="figures">
        <Row name={t("figures.sent")} value={figures?.sent.bitrate} unit="kbit/s" />
        <Row name={t("figures.received")} value={figures?.received.bitrate} unit="kbit/s" />
        <Row name={t("figures.loss")} value={figures?.loss} unit="%" />
        <Row name={t("figures.round-trip")} value={figures?.roundTrip} unit="ms" />
      </dl>
    </SidePanel>
  );
};
