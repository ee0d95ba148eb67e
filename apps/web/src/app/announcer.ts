import type { CallState } from "@onecall/client";
import { effect } from "@preact/signals";
import { nameOf } from "../call/peer-name.ts";
import { spokenLocal, spokenRemote, spokenState } from "../call/session/announcements.ts";
import { inCall, type Session } from "../call/session/session.ts";
import { sayTroubles } from "../call/troubles/say-trouble.ts";
import { troubleText } from "../call/troubles/trouble-words.ts";
import { t } from "../i18n/translate.ts";
import { announce } from "./live-region.tsx";

/** Says what changes in a call through the live region, and first where it stands, until the returned function is called. */
export const announceSession = (session: Session): (() => void) => {
  let state: CallState = { name: "idle" };
  let local = session.local.peek();
  let remote = session.remote.peek();
  const stops = [
    effect(() => {
      const next = session.state.value;
      announce(spokenState(state, next));
      state = next;
    }),
    effect(() => {
      const next = session.local.value;
      // Before the call the devices are still starting, and the screen shows them.
      if (inCall(session.state.peek())) announce(spokenLocal(local, next));
      local = next;
    }),
    effect(() => {
      const next = session.remote.value;
      const current = session.state.peek();
      if (current.name === "connected") announce(spokenRemote(remote, next, nameOf(current.peer)));
      remote = next;
    }),
    sayTroubles(session.trouble, (trouble) => {
      const current = session.state.peek();
      announce(troubleText(trouble, nameOf("peer" in current ? current.peer : undefined)));
    }),
    effect(() => {
      if (session.closedDoor.value) announce(t("call.door-text"));
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
};
