import type { Reactions } from "@onecall/client";
import type { Reaction } from "@onecall/protocol";
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Key } from "../../i18n/translate.ts";

/** Every reaction, in the order they are offered, with the key of its name. */
export const REACTION_NAMES = {
  "👍": "react.thumbs-up",
  "👏": "react.applause",
  "❤️": "react.heart",
  "😂": "react.laughter",
  "😮": "react.surprise",
  "🎉": "react.party",
} as const satisfies Record<Reaction, Key>;

/** One that is to be seen for a moment. */
interface Shown {
  readonly id: number;
  readonly reaction: Reaction;
  readonly whose: "own" | "theirs";
}

/** How long each is seen, ms. */
export const SHOWN_FOR = 3_000;
/** More at once would hide the face they are meant for. */
const AT_MOST = 8;

export interface ReactionsView {
  readonly shown: ReadonlySignal<readonly Shown[]>;
  /** Sends one and shows it here, too; nothing when it can not get through. */
  react(reaction: Reaction): void;
  stop(): void;
}

/** Follows the reactions of a call until `stop`. `onTheirs`: one came. */
export const followReactions = (
  reactions: Reactions,
  onTheirs: (reaction: Reaction) => void,
): ReactionsView => {
  const shown = signal<readonly Shown[]>([]);
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let count = 0;
  const show = (reaction: Reaction, whose: Shown["whose"]) => {
    const id = ++count;
    shown.value = [...shown.value, { id, reaction, whose }].slice(-AT_MOST);
    const timer = setTimeout(() => {
      timers.delete(timer);
      shown.value = shown.value.filter((one) => one.id !== id);
    }, SHOWN_FOR);
    timers.add(timer);
  };
  const unlisten = reactions.onReaction((reaction) => {
    show(reaction, "theirs");
    onTheirs(reaction);
  });
  return {
    shown,
    react: (reaction) => {
      if (reactions.send(reaction)) show(reaction, "own");
    },
    stop: () => {
      unlisten();
      for (const timer of timers) clearTimeout(timer);
    },
  };
};
