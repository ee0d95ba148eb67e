import { useSignal } from "@preact/signals";
import { CalendarPlus, Mail, QrCode, Share2 } from "lucide";
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { t } from "../../i18n/translate.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import "../../ui/field.css";
import { Icon } from "../../ui/icon.tsx";
import { lazyPart } from "../../ui/lazy-part.tsx";
import { Notice } from "../../ui/notice.tsx";
import { mailAddress } from "../schedule/mail.ts";
import { ScheduleDialog } from "../schedule/schedule-dialog.tsx";
import "./link-card.css";

interface QrProps {
  link: string;
  onClose: () => void;
}

/** The link itself is there all the same. */
const NoQr = ({ onClose }: QrProps) => (
  <Notice look="warn" role="alert">
    <p>{t("waiting.qr-failed")}</p>
    <Button look="quiet" onClick={onClose}>
      {t("app.dismiss")}
    </Button>
  </Notice>
);

const qr = lazyPart(async () => (await import("./qr-dialog.tsx")).QrDialog, { Failed: NoQr });

const share = async (link: string) => {
  try {
    await navigator.share({ title: t("app.name"), text: t("waiting.share-text"), url: link });
  } catch {
    // The person closed the sheet of the system: nothing to say.
  }
};

interface LinkCardProps {
  link: string;
  /** Knocks that cannot be shown yet. */
  arriving: number;
  /** While someone knocks, the link steps back. */
  quiet: boolean;
  /** What can be settled before someone knocks. */
  children: ComponentChildren;
}

/** The link of the room and the ways to send it. */
export const LinkCard = ({ link, arriving, quiet, children }: LinkCardProps) => {
  const field = useRef<HTMLInputElement>(null);
  const showsQr = useSignal(false);
  const schedules = useSignal(false);
  const canShare = "share" in navigator;
  return (
    <section class={quiet ? "card link-card link-card--quiet" : "card link-card"}>
      <div class="card__words">
        <h2 class="card__title">{t("waiting.title")}</h2>
        <p class="card__text link-card__text">{t("waiting.text")}</p>
      </div>
      <input
        ref={field}
        class="input link-card__link"
        type="text"
        readOnly
        data-testid="call-link"
        aria-label={t("waiting.link")}
        value={link}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div class="link-card__ways">
        <CopyButton
          link={link}
          testId="copy-link"
          wide
          look={quiet ? "plain" : "primary"}
          onRefused={() => {
            // Refused by the browser: the person can still copy what is selected now.
            field.current?.select();
            field.current?.focus();
          }}
        />
        {canShare && (
          <Button icon={Share2} onClick={() => void share(link)}>
            {t("waiting.share")}
          </Button>
        )}
        <Button
          icon={QrCode}
          data-testid="show-qr"
          onClick={() => {
            showsQr.value = true;
          }}
        >
          {t("waiting.qr")}
        </Button>
      </div>
      <div class="link-card__ways">
        <a
          class={buttonClass({ look: "quiet" })}
          href={mailAddress(t("schedule.event"), `${t("waiting.share-text")}\n${link}`)}
          data-testid="mail-link"
        >
          <Icon icon={Mail} />
          {t("waiting.mail")}
        </a>
        <Button
          look="quiet"
          icon={CalendarPlus}
          data-testid="schedule"
          onClick={() => {
            schedules.value = true;
          }}
        >
          {t("schedule.open")}
        </Button>
      </div>
      {children}
      {arriving > 0 && <p class="link-card__arriving">{t("waiting.more", { count: arriving })}</p>}
      {schedules.value && (
        <ScheduleDialog
          link={link}
          onClose={() => {
            schedules.value = false;
          }}
        />
      )}
      {showsQr.value && (
        <qr.Part
          link={link}
          onClose={() => {
            showsQr.value = false;
          }}
        />
      )}
    </section>
  );
};
