import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { isGraver, type Trouble } from "./trouble.ts";

/** A trouble that was shown stays at least this long, ms: words that flash are read by nobody. */
const STAYS = 1_500;

/**
 * Follows `now` without flicker: a trouble shows at once, a graver one replaces it at once, a lesser one or none only after the
 * first was shown for {@link STAYS}.
 */
export const steady = (
  now: ReadonlySignal<Trouble | undefined>,
): { shown: ReadonlySignal<Trouble | undefined>; stop(): void } => {
  const shown = signal<Trouble | undefined>(undefined);
  let since = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const take = (next: Trouble | undefined) => {
    since = performance.now();
    shown.value = next;
  };
  const end = effect(() => {
    const next = now.value;
    const current = shown.peek();
    clearTimeout(timer);
    if (next === current) return;
    const left = since + STAYS - performance.now();
    if (isGraver(next, current) || left <= 0) take(next);
    else timer = setTimeout(() => take(now.peek()), left);
  });
  return {
    shown,
    stop: () => {
      end();
      clearTimeout(timer);
    },
  };
};
