import { X } from "lucide";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../i18n/translate.ts";
import { IconButton } from "./button.tsx";
import "./dialog.css";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** A modal over everything; Esc, the cross and a click beside it close it. */
export const Dialog = ({ title, onClose, children }: DialogProps) => {
  const id = useId();
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    ref.current?.showModal();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc does the same, by the element itself.
    <dialog
      ref={ref}
      class="dialog"
      aria-labelledby={id}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close();
      }}
    >
      <div class="dialog__box">
        <header class="dialog__header">
          <h2 class="dialog__title" id={id}>
            {title}
          </h2>
          <IconButton icon={X} label={t("app.close")} onClick={() => ref.current?.close()} />
        </header>
        {children}
      </div>
    </dialog>
  );
};
