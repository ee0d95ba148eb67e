import { lazyPart } from "../../ui/lazy-part.tsx";

/** The room the drawing takes, without it. */
const Room = () => <svg class="illustration" viewBox="0 0 560 430" aria-hidden="true" focusable="false" />;

/** Two people in a call: decoration, which nobody in a lobby needs to have fetched. */
export const { Part: Illustration } = lazyPart(async () => (await import("./drawing.tsx")).Drawing, {
  Waiting: Room,
  Failed: Room,
});
