import type { LineStory } from "../../call/session/line-story.ts";
import { t } from "../../i18n/translate.ts";

/** Share of a call above which trouble was more than a moment. */
const MUCH = 0.1;
/** ms; of less nothing can be said. */
const LONG_ENOUGH = 10_000;

/** What may make the next call better, given how this one's line was; nothing where it was fine. */
export const adviceOn = ({
  connected,
  weakHere,
  weakThere,
  paused,
  lost,
  slowRelay,
}: LineStory): readonly string[] => {
  const whole = connected + lost;
  if (whole < LONG_ENOUGH) return [];
  const much = (ms: number) => ms / whole > MUCH;
  const own = much(weakHere + lost) || much(paused);
  return [
    ...(own ? [t("rating.advice-own")] : []),
    ...(much(weakThere) ? [t("rating.advice-their")] : []),
    ...(slowRelay && (own || much(weakThere)) ? [t("rating.advice-relay")] : []),
  ];
};
