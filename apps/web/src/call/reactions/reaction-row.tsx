import type { Reaction } from "@onecall/protocol";
import { t } from "../../i18n/translate.ts";
import { REACTION_NAMES, type ReactionsView } from "./reactions.ts";
import "./reactions.css";

/** The reactions there are, side by side. */
export const ReactionRow = ({ reactions }: { reactions: ReactionsView }) => (
  // biome-ignore lint/a11y/useSemanticElements: a fieldset would announce a form where there is none.
  <div class="reaction-row" role="group" aria-label={t("react.title")}>
    {(Object.keys(REACTION_NAMES) as Reaction[]).map((reaction) => {
      const name = t(REACTION_NAMES[reaction]);
      return (
        <button
          key={reaction}
          type="button"
          class="reaction-row__one"
          data-testid={REACTION_NAMES[reaction]}
          aria-label={name}
          title={name}
          onClick={() => reactions.react(reaction)}
        >
          {reaction}
        </button>
      );
    })}
  </div>
);
