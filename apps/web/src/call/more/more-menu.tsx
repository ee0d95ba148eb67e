import { EllipsisVertical } from "lucide";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../../i18n/translate.ts";
import { Icon } from "../../ui/icon.tsx";
import { usePopup } from "../../ui/use-popup.ts";
import { MoreItems, type MoreItemsProps } from "./more-items.tsx";
import "./more-menu.css";

/** Everything that is not needed in every call. */
export const MoreMenu = (props: MoreItemsProps) => {
  const id = useId();
  const { open, root, button } = usePopup();
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (open.value) panel.current?.querySelector("button")?.focus();
  }, [open.value]);
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !panel.current) return;
    event.preventDefault();
    const items = [...panel.current.querySelectorAll("button")];
    const at = items.indexOf(document.activeElement as HTMLButtonElement);
    items.at((at + step) % items.length)?.focus();
  };
  return (
    <div class="menu" ref={root}>
      <button
        ref={button}
        type="button"
        class="bar__button"
        data-testid="more"
        aria-label={t("more.title")}
        title={t("more.title")}
        aria-expanded={open.value}
        aria-controls={id}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        <Icon icon={EllipsisVertical} size={22} />
      </button>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would announce a form where there is none. */}
      <div
        id={id}
        ref={panel}
        class="menu__panel more"
        role="group"
        aria-label={t("more.title")}
        hidden={!open.value}
        onKeyDown={onKey}
        onClick={(event) => {
          // What was chosen takes over, and may take the focus, too.
          if (!(event.target instanceof Element) || !event.target.closest("button")) return;
          open.value = false;
          if (panel.current?.contains(document.activeElement)) button.current?.focus();
        }}
      >
        <MoreItems {...props} />
      </div>
    </div>
  );
};
