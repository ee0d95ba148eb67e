import { useSignal } from "@preact/signals";
import { CalendarPlus, Check, Copy, Mail } from "lucide";
import { useId } from "preact/hooks";
import { announce } from "../../app/live-region.tsx";
import { dayAndTime } from "../../i18n/moment.ts";
import { t } from "../../i18n/translate.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { download } from "../../ui/download.ts";
import "../../ui/field.css";
import { Icon } from "../../ui/icon.tsx";
import { calendarFile } from "./calendar-file.ts";
import { mailAddress } from "./mail.ts";
import "./schedule.css";

const LENGTHS = [15, 30, 45, 60, 90] as const;
const HOUR = 3_600_000;

/** The next full hour, as the two fields of a form write it. */
const nextHour = (): { day: string; time: string } => {
  const at = new Date(Math.ceil((Date.now() + 1) / HOUR) * HOUR);
  const two = (number: number) => String(number).padStart(2, "0");
  return {
    day: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
    time: `${two(at.getHours())}:${two(at.getMinutes())}`,
  };
};

const FieldOf = ({ label, type, value, onValue }: FieldProps) => {
  const id = useId();
  return (
    <div class="field">
      <label class="field__label" for={id}>
        {label}
      </label>
      <input
        id={id}
        class="input"
        type={type}
        required
        value={value}
        data-testid={`schedule-${type}`}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </div>
  );
};

interface FieldProps {
  label: string;
  type: "date" | "time";
  value: string;
  onValue: (value: string) => void;
}

interface WaysProps {
  link: string;
  start: number;
  minutes: number;
}

/** The three ways to tell the other person, all made on this device. */
const Ways = ({ link, start, minutes }: WaysProps) => {
  const copied = useSignal(false);
  const title = t("schedule.event");
  const text = t("schedule.text", { when: dayAndTime(start) });
  const save = () => {
    const uid = `${start}-${crypto.randomUUID()}@${location.hostname}`;
    const file = calendarFile(
      { start, minutes, title, text: t("waiting.share-text"), link, uid },
      Date.now(),
    );
    download(new Blob([file], { type: "text/calendar;charset=utf-8" }), t("schedule.file-name"));
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(`${text}\n${link}`);
      copied.value = true;
      announce(t("schedule.copied"));
    } catch {
      // The text is on the screen to be copied by hand.
    }
  };
  return (
    <>
      <p class="schedule__text" data-testid="schedule-text">
        {text}
        <br />
        <span class="schedule__link">{link}</span>
      </p>
      <div class="schedule__ways">
        <Button look="primary" icon={CalendarPlus} data-testid="save-ics" onClick={save}>
          {t("schedule.save")}
        </Button>
        <Button icon={copied.value ? Check : Copy} data-testid="copy-schedule" onClick={() => void copy()}>
          {t(copied.value ? "waiting.copied" : "schedule.copy")}
        </Button>
        <a class={buttonClass({})} href={mailAddress(title, `${text}\n${link}`)} data-testid="mail-schedule">
          <Icon icon={Mail} />
          {t("schedule.mail")}
        </a>
      </div>
    </>
  );
};

/** A time for a call, for the other person's calendar and the own. Nothing of it leaves the device but by its person. */
export const ScheduleDialog = ({ link, onClose }: { link: string; onClose: () => void }) => {
  const first = nextHour();
  const day = useSignal(first.day);
  const time = useSignal(first.time);
  const minutes = useSignal(30);
  const lengthId = useId();
  const start = new Date(`${day.value}T${time.value}`).getTime();
  return (
    <Dialog title={t("schedule.title")} onClose={onClose}>
      <div class="schedule__when">
        <FieldOf
          label={t("schedule.day")}
          type="date"
          value={day.value}
          onValue={(value) => {
            day.value = value;
          }}
        />
        <FieldOf
          label={t("schedule.time")}
          type="time"
          value={time.value}
          onValue={(value) => {
            time.value = value;
          }}
        />
      </div>
      <div class="field">
        <label class="field__label" for={lengthId}>
          {t("schedule.length")}
        </label>
        <select
          id={lengthId}
          class="input"
          value={minutes.value}
          onChange={(event) => {
            minutes.value = Number(event.currentTarget.value);
          }}
        >
          {LENGTHS.map((length) => (
            <option key={length} value={length}>
              {t("schedule.minutes", { count: length })}
            </option>
          ))}
        </select>
      </div>
      {Number.isNaN(start) ? (
        <p class="schedule__text">{t("schedule.no-time")}</p>
      ) : (
        <Ways link={link} start={start} minutes={minutes.value} />
      )}
    </Dialog>
  );
};
