import type { MyRoom } from "@onecall/client";
import { useSignal } from "@preact/signals";
import { CalendarPlus, DoorOpen, Lock, Settings2, Video } from "lucide";
import type { Controller } from "../../../app/controller.ts";
import { t } from "../../../i18n/translate.ts";
import { Button, IconButton } from "../../../ui/button.tsx";
import { CopyButton } from "../../../ui/copy-button.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { ScheduleDialog } from "../../schedule/schedule-dialog.tsx";
import { LoadRoom } from "./load-room.tsx";
import { RoomSettings } from "./room-settings.tsx";
import type { Kept } from "./use-kept.ts";

interface CardProps {
  kept: Kept;
  onOpen: Controller["openRoom"];
}

const lockText = ({ lock }: MyRoom): string | undefined => {
  if (!lock) return undefined;
  if (lock.guest === undefined) return t("room.locks-next");
  return lock.guest.trim() ? t("room.locked-to", { name: lock.guest }) : t("room.locked");
};

/** Before there is one: what it is good for, and the ways to get it. */
const NoRoom = ({ kept }: { kept: Kept }) => (
  <>
    <p class="kept__text">{t("room.none")}</p>
    <div class="kept__ways">
      <Button
        icon={DoorOpen}
        data-testid="make-room"
        onClick={() => void kept.change((book) => book.make(t("room.title")))}
      >
        {t("room.make")}
      </Button>
      <LoadRoom kept={kept} look="quiet" />
    </div>
  </>
);

const TheRoom = ({ room, onOpen }: { room: MyRoom; onOpen: Controller["openRoom"] }) => {
  const locked = lockText(room);
  const schedules = useSignal(false);
  return (
    <>
      {locked && (
        <p class="kept__lock">
          <Icon icon={Lock} size={16} />
          <span>{locked}</span>
        </p>
      )}
      <div class="kept__ways">
        <Button icon={DoorOpen} data-testid="open-room" onClick={() => void onOpen(room.handle)}>
          {t("room.open")}
        </Button>
        <CopyButton link={room.link} testId="copy-room-link" />
        <Button
          icon={CalendarPlus}
          data-testid="schedule-room"
          onClick={() => {
            schedules.value = true;
          }}
        >
          {t("schedule.open")}
        </Button>
        <Button
          look="quiet"
          icon={Video}
          data-testid="prepare-room"
          onClick={() => void onOpen(room.handle, { prepare: true })}
        >
          {t("room.prepare")}
        </Button>
      </div>
      {schedules.value && (
        <ScheduleDialog
          link={room.link}
          onClose={() => {
            schedules.value = false;
          }}
        />
      )}
    </>
  );
};

/** The room that stays: a link to keep, and the door behind it. */
export const MyRoomCard = ({ kept, onOpen }: CardProps) => {
  const settings = useSignal(false);
  const room = kept.room.value;
  return (
    <section class="kept__card" aria-labelledby="my-room" data-testid="my-room">
      <header class="kept__head">
        <h2 class="kept__title" id="my-room">
          {room ? <bdi>{room.name.trim() || t("room.title")}</bdi> : t("room.title")}
        </h2>
        {room && (
          <IconButton
            icon={Settings2}
            label={t("room.settings")}
            data-testid="room-settings"
            onClick={() => {
              settings.value = true;
            }}
          />
        )}
      </header>
      {room ? <TheRoom room={room} onOpen={onOpen} /> : <NoRoom kept={kept} />}
      {room && settings.value && (
        <RoomSettings
          kept={kept}
          room={room}
          onClose={() => {
            settings.value = false;
          }}
        />
      )}
    </section>
  );
};
