import type { ReactionsView } from "./reactions.ts";
import "./reactions.css";

/** Reactions that rise over the stage and go; a screen reader is told of the other person's by the live region. */
export const FloatingReactions = ({ reactions }: { reactions: ReactionsView }) => (
  <div class="reactions" aria-hidden="true" data-testid="reactions">
    {reactions.shown.value.map(({ id, reaction, whose }) => (
      <span key={id} class={`reaction reaction--${whose}`} data-whose={whose}>
        {reaction}
      </span>
    ))}
  </div>
);
