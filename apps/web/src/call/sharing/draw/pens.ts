import type { Drawing, Marks, StrokeKind } from "@onecall/client";
import { effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { announce } from "../../../app/live-region.tsx";
import { t } from "../../../i18n/translate.ts";
import { nameOf } from "../../peer-name.ts";
import type { Session } from "../../session/session.ts";
import type { Sharing, Whose } from "../sharing.ts";

/** What a press on the shared screen does. */
export type Tool = "point" | StrokeKind;

/** Drawing on the screen that has the stage. */
export interface Pens {
  readonly drawing: Drawing;
  readonly tool: Signal<Tool | undefined>;
  /** Number of the own colour. */
  readonly colour: Signal<number>;
  /** What is on each screen. */
  readonly marks: Readonly<Record<Whose, ReadonlySignal<Marks>>>;
  /** Something faded: looks at what is left. */
  look(): void;
  /** Puts the tool down; false when none was in the hand. */
  drop(): boolean;
}

const SCREENS = ["own", "theirs"] as const;

/** Says what the other person does to a screen: that they draw once for each that is shared, and each freeze. */
const announceMarks = (session: Session, marks: Pens["marks"]) => {
  const said = { own: false, theirs: false };
  const still = { own: false, theirs: false };
  const name = () => {
    const state = session.state.peek();
    return nameOf("peer" in state ? state.peer : undefined);
  };
  return SCREENS.map((screen) =>
    effect(() => {
      const { strokes, frozen, pointer } = marks[screen].value;
      const draws = pointer !== undefined || strokes.some(({ by }) => by === "them");
      if (draws && !said[screen]) announce(t("draw.said-draws", { name: name() }));
      said[screen] ||= draws;
      if (frozen !== still[screen]) announce(t(frozen ? "draw.said-frozen" : "draw.said-moves"));
      still[screen] = frozen;
    }),
  );
};

const createPens = (session: Session, sharing: Sharing, drawing: Drawing): Pens & { dispose(): void } => {
  const tool = signal<Tool | undefined>(undefined);
  const marks = { own: signal(drawing.marks("own")), theirs: signal(drawing.marks("theirs")) };
  const shared = {
    own: () => session.local.value.screen.state === "on",
    theirs: () => session.remote.value.screen !== null,
  };
  const look = () => {
    for (const screen of SCREENS) marks[screen].value = drawing.marks(screen);
  };
  const drop = () => {
    const held = tool.peek() !== undefined;
    tool.value = undefined;
    return held;
  };
  const stops = [
    drawing.onChange(look),
    ...SCREENS.map((screen) =>
      effect(() => {
        if (!shared[screen]()) drawing.reset(screen);
      }),
    ),
    effect(() => {
      if (!sharing.shown.value) tool.value = undefined;
    }),
    effect(() => {
      drawing.hush(session.state.value.name !== "connected" || session.line.value.here === "silent");
    }),
    ...announceMarks(session, marks),
  ];
  // Two people who choose nothing draw in two colours.
  const colour = signal(session.call.room.role === "host" ? 0 : 3);
  const dispose = () => {
    for (const screen of SCREENS) drawing.reset(screen);
    for (const stop of stops) stop();
  };
  return { drawing, tool, colour, marks, look, drop, dispose };
};

/** The pens of one person in `session` for as long as a screen is shared; undefined without one, and until they are fetched. */
export const usePens = (session: Session, sharing: Sharing): Pens | undefined => {
  const [pens, setPens] = useState<Pens | undefined>(undefined);
  const shares = session.local.value.screen.state === "on" || session.remote.value.screen !== null;
  useEffect(() => {
    if (!shares) return;
    let end = () => {};
    let isOver = false;
    const take = (drawing: Drawing) => {
      if (isOver) return;
      const made = createPens(session, sharing, drawing);
      end = made.dispose;
      setPens(made);
    };
    // What could not be fetched is missed only by who looks for it: the screen is seen all the same.
    session.call.openDrawing().then(take, () => undefined);
    return () => {
      isOver = true;
      end();
      setPens(undefined);
    };
  }, [session, sharing, shares]);
  return pens;
};
