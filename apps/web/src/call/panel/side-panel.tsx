import { X } from "lucide";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n/translate.ts";
import { IconButton } from "../../ui/button.tsx";
import { type PanelName, type Panels, panelId } from "./panels.ts";
import "./side-panel.css";

interface SidePanelProps {
  name: PanelName;
  title: string;
  panels: Panels;
  children: ComponentChildren;
}

/** Beside the stage on wide screens, a sheet over it on small ones. In the page all the time, hidden until it is opened. */
export const SidePanel = ({ name, title, panels, children }: SidePanelProps) => {
  const heading = useRef<HTMLHeadingElement>(null);
  const open = panels.open.value === name;
  useEffect(() => {
    if (open) heading.current?.focus({ preventScroll: true });
  }, [open]);
  return (
    <aside class="panel" id={panelId(name)} aria-labelledby={`${name}-title`} hidden={!open}>
      <header class="panel__header">
        <h2 class="panel__title" id={`${name}-title`} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <IconButton icon={X} label={t("app.close")} onClick={panels.close} />
      </header>
      {children}
    </aside>
  );
};
