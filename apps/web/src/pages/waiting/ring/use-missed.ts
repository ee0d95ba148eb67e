import type { CallState, StateOf } from "@onecall/client";
import { useEffect, useRef } from "preact/hooks";
import type { Session } from "../../../call/session/session.ts";
import { addMissed } from "./missed.ts";

/** The knock that rang in `before` and does not in `now`. */
const endedKnock = (before: CallState, now: CallState): StateOf<"ringing"> | undefined => {
  if (before.name !== "ringing") return undefined;
  return now.name === "ringing" && now.since === before.since ? undefined : before;
};

/** Keeps who knocked and went without an answer. The result notes that this knock was answered. */
export const useMissed = (session: Session): (() => void) => {
  const answered = useRef(false);
  useEffect(() => {
    let before = session.state.peek();
    return session.state.subscribe((now) => {
      const knock = endedKnock(before, now);
      before = now;
      // Leaving, or a call that came about, is an answer too.
      if (knock && !answered.current && (now.name === "waiting" || now.name === "ringing")) {
        const { missed } = session.preferences;
        const { handle } = session.call.room;
        missed.value = addMissed(missed.value, { handle, name: knock.peer.name, at: knock.since });
      }
      if (knock) answered.current = false;
    });
  }, [session]);
  return () => {
    answered.current = true;
  };
};
