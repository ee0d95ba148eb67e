import type { RecentCall } from "@onecall/client";
import { DoorOpen, Phone, Trash2 } from "lucide";
import type { Controller } from "../../../app/controller.ts";
import { durationWords } from "../../../i18n/duration.ts";
import { momentWords } from "../../../i18n/moment.ts";
import { t } from "../../../i18n/translate.ts";
import type { Preferences } from "../../../preferences/preferences.ts";
import { Avatar } from "../../../ui/avatar.tsx";
import { Button, IconButton } from "../../../ui/button.tsx";
import { forgetMissed, type Missed, readMissed } from "../../waiting/ring/missed.ts";
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
  preferences: Pick<Preferences, "missed">;
  onOpen: Controller["openRoom"];
}

const Knock = ({ knock, onOpen }: { knock: Missed; onOpen: Controller["openRoom"] }) => (
  <li class="kept__call" data-testid="missed-knock">
    <Avatar name={knock.name} />
    <div class="kept__who">
      <p class="kept__name">
        <bdi>{nameOf(knock.name)}</bdi>
      </p>
      <p class="kept__text">{t("recent.missed", { when: momentWords(knock.at) })}</p>
    </div>
    <IconButton
      icon={DoorOpen}
      label={t("recent.open", { name: nameOf(knock.name) })}
      onClick={() => void onOpen(knock.handle)}
    />
  </li>
);

/** Who this device was in a call with, and who knocked while nobody was there to answer. Known to it alone. */
export const RecentCalls = ({ kept, preferences, onOpen }: RecentProps) => {
  const calls = kept.recent.value.slice(0, SHOWN);
  const missed = readMissed(preferences.missed.value).slice(0, SHOWN);
  const clear = () => {
    preferences.missed.value = forgetMissed(preferences.missed.value);
    void kept.change((book) => book.clearRecent());
  };
  if (calls.length === 0 && missed.length === 0) return null;
  return (
    <section class="kept__card" aria-labelledby="recent" data-testid="recent">
      <header class="kept__head">
        <h2 class="kept__title" id="recent">
          {t("recent.title")}
        </h2>
        <Button look="quiet" icon={Trash2} data-testid="clear-recent" onClick={clear}>
          {t("recent.clear")}
        </Button>
      </header>
      <ul class="kept__calls">
        {missed.map((knock) => (
          <Knock key={`${knock.handle} ${knock.at}`} knock={knock} onOpen={onOpen} />
        ))}
        {calls.map((call) => (
          <Call key={call.handle} call={call} onOpen={onOpen} />
        ))}
      </ul>
      <p class="kept__text">{t("recent.text")}</p>
    </section>
  );
};
