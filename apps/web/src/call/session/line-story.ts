import { signal } from "@preact/signals";
import type { Session } from "./session.ts";

/** How the line was in a call, ms each. */
export interface LineStory {
  readonly connected: number;
  readonly weakHere: number;
  readonly weakThere: number;
  /** The own picture was held back for the sake of the sound. */
  readonly paused: number;
  /** Reconnecting. */
  readonly lost: number;
  /** The packets went through a relay over TCP or TLS at least once. */
  readonly slowRelay: boolean;
}

const NOTHING: LineStory = { connected: 0, weakHere: 0, weakThere: 0, paused: 0, lost: 0, slowRelay: false };

/** `story` with `ms` more of how it is in `session` now. */
const withTime = (story: LineStory, session: Session, ms: number): LineStory => {
  const { name } = session.state.peek();
  if (name === "reconnecting") return { ...story, lost: story.lost + ms };
  if (name !== "connected") return story;
  const line = session.line.peek();
  const path = session.path.peek();
  const during = (it: boolean) => (it ? ms : 0);
  return {
    connected: story.connected + ms,
    weakHere: story.weakHere + during(line.here !== "good"),
    weakThere: story.weakThere + during(line.there === "weak"),
    paused: story.paused + during(line.picture === "paused"),
    lost: story.lost,
    slowRelay:
      story.slowRelay ||
      (path?.kind === "relayed" && path.transport !== undefined && path.transport !== "udp"),
  };
};

const EVERY = 1_000;
const stories = new WeakMap<Session, ReturnType<typeof signal<LineStory>>>();
const keptOf = (session: Session) => {
  const kept = stories.get(session) ?? signal<LineStory>(NOTHING);
  stories.set(session, kept);
  return kept;
};

/** How the line of the call of `session` was so far. */
export const lineStory = (session: Session): LineStory => keptOf(session).value ?? NOTHING;

/** Notes how the line is, once a second of a call, until the result is called; a new call starts anew. */
export const followLine = (session: Session): (() => void) => {
  const kept = keptOf(session);
  let before = session.state.peek().name;
  const unsubscribe = session.state.subscribe(({ name }) => {
    if (name === "connecting" && before !== "reconnecting") kept.value = NOTHING;
    before = name;
  });
  const timer = setInterval(() => {
    kept.value = withTime(kept.peek() ?? NOTHING, session, EVERY);
  }, EVERY);
  return () => {
    unsubscribe();
    clearInterval(timer);
  };
};
