import { useSignal } from "@preact/signals";
import { Star } from "lucide";
import { useId } from "preact/hooks";
import { t } from "../../i18n/translate.ts";
import type { Preferences } from "../../preferences/preferences.ts";
import { Icon } from "../../ui/icon.tsx";
import { addRating } from "./ratings.ts";

const STARS = [1, 2, 3, 4, 5] as const;

/** One question about the call that is over, for this person alone. */
export const Stars = ({ preferences }: { preferences: Pick<Preferences, "ratings"> }) => {
  const name = useId();
  const at = useSignal(Date.now());
  const given = useSignal(0);
  const rate = (stars: number) => {
    given.value = stars;
    const { ratings } = preferences;
    ratings.value = addRating(ratings.value, { at: at.value, stars });
  };
  return (
    <fieldset class="stars" data-testid="stars">
      <legend class="stars__question">{t("rating.question")}</legend>
      <div class="stars__row">
        {STARS.map((stars) => (
          <label key={stars} class={stars <= given.value ? "stars__star stars__star--on" : "stars__star"}>
            <input
              class="stars__box"
              type="radio"
              name={name}
              value={stars}
              checked={stars === given.value}
              onChange={() => rate(stars)}
            />
            <span class="visually-hidden">{t("rating.stars", { count: stars })}</span>
            <Icon icon={Star} size={28} />
          </label>
        ))}
      </div>
      <p class="stars__text" role="status">
        {given.value > 0 && t("rating.thanks")}
      </p>
    </fieldset>
  );
};
