import { useSignal } from "@preact/signals";
import { Upload } from "lucide";
import { useRef } from "preact/hooks";
import { announce } from "../../../app/live-region.tsx";
import { errorText } from "../../../i18n/error-text.ts";
import { t } from "../../../i18n/translate.ts";
import { Button } from "../../../ui/button.tsx";
import { Notice } from "../../../ui/notice.tsx";
import type { Kept } from "./use-kept.ts";

/** Takes the file of a room that was saved on another device. Whatever else it is, is refused in words. */
export const LoadRoom = ({ kept, look }: { kept: Kept; look: "plain" | "quiet" }) => {
  const input = useRef<HTMLInputElement>(null);
  const refused = useSignal(false);
  const load = async (file: File | undefined) => {
    if (!file) return;
    try {
      await kept.change(async (book) => book.load(await file.text()));
      refused.value = false;
      announce(t("room.loaded"));
    } catch {
      refused.value = true;
    }
  };
  return (
    <>
      <input
        ref={input}
        class="visually-hidden"
        type="file"
        accept=".json,application/json"
        tabIndex={-1}
        aria-hidden="true"
        data-testid="room-file"
        onChange={(event) => {
          void load(event.currentTarget.files?.[0]);
          // The same file may be chosen again, after it was mended.
          event.currentTarget.value = "";
        }}
      />
      <Button look={look} icon={Upload} data-testid="load-room" onClick={() => input.current?.click()}>
        {t("room.load")}
      </Button>
      {refused.value && (
        <Notice look="danger" role="alert">
          {errorText("room-file")}
        </Notice>
      )}
    </>
  );
};
