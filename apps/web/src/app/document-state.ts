import type { CallState, Line } from "@onecall/client";
import { effect, type ReadonlySignal } from "@preact/signals";
import plainIcon from "../brand/favicon.svg?no-inline";
import inCallIcon from "../brand/favicon-in-call.svg?no-inline";
import mutedIcon from "../brand/favicon-muted.svg?no-inline";
import ringingIcon from "../brand/favicon-ringing.svg?no-inline";
import { nameOf } from "../call/peer-name.ts";
import { type Phase, phaseOf } from "../call/session/phase.ts";
import { inCall } from "../call/session/session.ts";
import { t } from "../i18n/translate.ts";
import type { Screen } from "./controller.ts";

interface DocumentState {
  /** Undefined while it is not known yet where the address leads. */
  readonly phase: Phase | undefined;
  readonly title: string;
  readonly icon: string;
  /** How well packets travel, while there is a call. */
  readonly line: Line | undefined;
}

const TITLES = {
  home: undefined,
  lobby: "title.lobby",
  waiting: "title.waiting",
  asking: "title.asking",
  connecting: "title.connecting",
  "in-call": "title.in-call",
  reconnecting: "title.reconnecting",
  lost: "title.lost",
  ended: "title.ended",
} as const;

const titleOf = (state: CallState, phase: Phase, muted: boolean): string => {
  if (state.name === "ringing") return t("title.knock", { name: nameOf(state.peer) });
  const key = phase === "in-call" && muted ? "title.muted" : TITLES[phase];
  return key === undefined ? t("app.name") : `${t(key)} – ${t("app.name")}`;
};

const iconOf = (state: CallState, muted: boolean): string => {
  if (state.name === "ringing") return ringingIcon;
  if (!inCall(state)) return plainIcon;
  return muted ? mutedIcon : inCallIcon;
};

const describe = (screen: Screen): DocumentState => {
  if (screen.name !== "room") {
    return {
      phase: screen.name === "home" ? "home" : undefined,
      title: t("app.name"),
      icon: plainIcon,
      line: undefined,
    };
  }
  const { session } = screen;
  const state = session.state.value;
  const phase = phaseOf(state, session.call.room.role);
  const muted = !session.local.value.microphoneOn;
  return {
    phase,
    title: titleOf(state, phase, muted),
    icon: iconOf(state, muted),
    line: inCall(state) ? session.line.value : undefined,
  };
};

const mark = (name: string, value: string | undefined) => {
  if (value === undefined) document.documentElement.removeAttribute(name);
  else document.documentElement.setAttribute(name, value);
};

/**
 * Keeps `data-call-state`, `data-line-here`, `data-line-there` and `data-line-picture` (the values of `Line`, in a call only), the
 * title and the icon of the page true, until the returned function is called.
 */
export const describeDocument = (screen: ReadonlySignal<Screen>): (() => void) =>
  effect(() => {
    const { phase, title, icon, line } = describe(screen.value);
    mark("data-call-state", phase);
    mark("data-line-here", line?.here);
    mark("data-line-there", line?.there);
    mark("data-line-picture", line?.picture);
    // Some systems draw the marks around an inserted name in the title of a window.
    document.title = title.replace(/[\u2068\u2069]/g, "");
    document.querySelector("link[rel=icon]")?.setAttribute("href", icon);
  });
