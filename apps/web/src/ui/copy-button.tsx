import { useSignal } from "@preact/signals";
import { Check, Copy } from "lucide";
import { useEffect } from "preact/hooks";
import { announce } from "../app/live-region.tsx";
import { t } from "../i18n/translate.ts";
import { Button } from "./button.tsx";

/** How long the button says what it did. */
const DONE_MS = 2500;

type Copying = "ready" | "copied" | "failed";
const COPY_LABELS = {
  ready: "waiting.copy",
  copied: "waiting.copied",
  failed: "waiting.copy-failed",
} as const;

interface CopyButtonProps {
  link: string;
  testId: string;
  look?: "primary" | "plain";
  wide?: boolean;
  /** The browser refuses to copy: show what can be copied by hand. */
  onRefused?: () => void;
}

/** Copies a link, and says that it did. */
export const CopyButton = ({ link, testId, look, wide, onRefused }: CopyButtonProps) => {
  const state = useSignal<Copying>("ready");
  useEffect(() => {
    if (state.value !== "copied") return;
    const timer = setTimeout(() => {
      state.value = "ready";
    }, DONE_MS);
    return () => clearTimeout(timer);
  }, [state.value]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      state.value = "copied";
      announce(t("said.copied"));
    } catch {
      onRefused?.();
      state.value = "failed";
    }
  };
  return (
    <Button
      look={look}
      wide={wide}
      icon={state.value === "copied" ? Check : Copy}
      data-testid={testId}
      onClick={() => void copy()}
    >
      {t(COPY_LABELS[state.value])}
    </Button>
  );
};
