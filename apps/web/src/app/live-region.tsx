import { signal } from "@preact/signals";

const spoken = signal("");

/** Says `text` politely to those who use a screen reader. */
export const announce = (text: string | undefined): void => {
  // The same words twice are no change to a screen reader; an invisible mark makes them one.
  if (text !== undefined) spoken.value = text === spoken.peek() ? `${text}\u200b` : text;
};

/** The one live region of the app. It must be in the page before anything is said. */
export const LiveRegion = () => (
  <div class="visually-hidden" role="status" aria-live="polite" aria-atomic="true" data-testid="announcement">
    {spoken.value}
  </div>
);
