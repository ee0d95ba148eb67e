import type { MyRoom } from "@onecall/client";
import { useSignal } from "@preact/signals";
import { Download, RefreshCw } from "lucide";
import { useId } from "preact/hooks";
import { announce } from "../../../app/live-region.tsx";
import { t } from "../../../i18n/translate.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { download } from "../../../ui/download.ts";
import "../../../ui/field.css";
import { Notice } from "../../../ui/notice.tsx";
import { Switch } from "../../../ui/switch.tsx";
import { LoadRoom } from "./load-room.tsx";
import type { Kept } from "./use-kept.ts";

/** SPEC KEY-9: longest name that fits into the file, in UTF-16 code units. */
const NAME_LENGTH = 64;

interface SettingsProps {
  kept: Kept;
  room: MyRoom;
  onClose: () => void;
}

const NameField = ({ kept, room }: Omit<SettingsProps, "onClose">) => {
  const id = useId();
  return (
    <div class="field">
      <label class="field__label" for={id}>
        {t("room.name")}
      </label>
      <input
        id={id}
        class="input"
        type="text"
        maxLength={NAME_LENGTH}
        autocomplete="off"
        data-testid="room-name"
        value={room.name}
        onChange={(event) => {
          const name = event.currentTarget.value.trim();
          void kept.change((book) => book.rename(name || t("room.title")));
        }}
      />
    </div>
  );
};

/** Another link cannot be taken back: said before it is done. */
const NewLink = ({ kept }: { kept: Kept }) => {
  const asks = useSignal(false);
  const rotate = async () => {
    await kept.change((book) => book.rotate());
    asks.value = false;
    announce(t("room.rotated"));
  };
  if (!asks.value) {
    return (
      <Button
        icon={RefreshCw}
        data-testid="rotate"
        onClick={() => {
          asks.value = true;
        }}
      >
        {t("room.rotate")}
      </Button>
    );
  }
  return (
    <Notice look="warn" role="alert" title={t("room.rotate-title")}>
      <p>{t("room.rotate-text")}</p>
      <div class="kept__ways">
        <Button look="danger" data-testid="rotate-now" onClick={() => void rotate()}>
          {t("room.rotate-now")}
        </Button>
        <Button
          look="quiet"
          onClick={() => {
            asks.value = false;
          }}
        >
          {t("room.rotate-not")}
        </Button>
      </div>
    </Notice>
  );
};

/** The file that makes another device the host, too: who has it is told before it is saved. */
const OtherDevice = ({ kept }: { kept: Kept }) => {
  const save = () =>
    kept.change(async (book) => {
      const text = await book.save(t("room.file-warning"));
      download(new Blob([text], { type: "application/json" }), t("room.file-name"));
    });
  return (
    <section class="kept__other">
      <h3 class="kept__subtitle">{t("room.other-device")}</h3>
      <p class="kept__text">{t("room.save-text")}</p>
      <Notice look="warn">{t("room.file-warning")}</Notice>
      <div class="kept__ways">
        <Button icon={Download} data-testid="save-room" onClick={() => void save()}>
          {t("room.save")}
        </Button>
        <LoadRoom kept={kept} look="quiet" />
      </div>
      <p class="kept__text">{t("room.load-text")}</p>
    </section>
  );
};

/** Everything about the lasting room that is not a call. */
export const RoomSettings = ({ kept, room, onClose }: SettingsProps) => (
  <Dialog title={t("room.settings")} onClose={onClose}>
    <NameField kept={kept} room={room} />
    <Switch
      label={t("room.lock")}
      text={t("room.lock-text")}
      testId="room-lock"
      on={room.lock !== undefined}
      onChange={(on) => void kept.change((book) => book.lock(on))}
    />
    <NewLink kept={kept} />
    <OtherDevice kept={kept} />
  </Dialog>
);
