import type { RecentCall } from "@onecall/client";
import { Phone, Trash2 } from "lucide";
import type { Controller } from "../../../app/controller.ts";
import { durationWords } from "../../../i18n/duration.ts";
import { momentWords } from "../../../i18n/moment.ts";
import { t } from "../../../i18n/translate.ts";
import { Avatar } from "../../../ui/avatar.tsx";
import { Button, IconButton } from "../../../ui/button.tsx";
import type { Kept } from "./use-kept.ts";

/** More than this nobody looks through. */
const SHOWN = 5;

const nameOf = (name: string) => name.trim() || t("knock.nameless");

const whenText = ({ startedAt, duration }: RecentCall): string =>
  duration ? `${momentWords(startedAt)} · ${durationWords(duration)}` : momentWords(startedAt);

const Call = ({ call, onOpen }: { call: RecentCall; onOpen: Controller["openRoom"] }) => (
  <li class="kept__call" data-testid="recent-call">
    <Avatar name={call.name} />
    <div class="kept__who">
      <p class="kept__name">
        <bdi>{nameOf(call.name)}</bdi>
      </p>
      <p class="kept__text">{whenText(call)}</p>
    </div>
    <IconButton
      icon={Phone}
      label={t("recent.again", { name: nameOf(call.name) })}
      onClick={() => void onOpen(call.handle)}
    />
  </li>
);

interface RecentProps {
  kept: Kept;
  onOpen: Controller["openRoom"];
}

/** Who this device was in a call with. Known to it alone. */
export const RecentCalls = ({ kept, onOpen }: RecentProps) => {
  const calls = kept.recent.value.slice(0, SHOWN);
  if (calls.length === 0) return null;
  return (
    <section class="kept__card" aria-labelledby="recent" data-testid="recent">
      <header class="kept__head">
        <h2 class="kept__title" id="recent">
          {t("recent.title")}
        </h2>
        <Button
          look="quiet"
          icon={Trash2}
          data-testid="clear-recent"
          onClick={() => void kept.change((book) => book.clearRecent())}
        >
          {t("recent.clear")}
        </Button>
      </header>
      <ul class="kept__calls">
        {calls.map((call) => (
          <Call key={call.handle} call={call} onOpen={onOpen} />
        ))}
      </ul>
      <p class="kept__text">{t("recent.text")}</p>
    </section>
  );
};
