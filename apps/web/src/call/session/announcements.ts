import type { CallState, Capture, CaptureKind, Peer, RemoteMedia, StateOf } from "@onecall/client";
import { t } from "../../i18n/translate.ts";
import { askingText, placeText } from "../../pages/asking/asking-words.ts";
import { endTitle } from "../../pages/ended/end-words.ts";
import { presenceOf } from "../../pages/lobby/presence.ts";
import { nameOf } from "../peer-name.ts";
import type { LocalView } from "./call-signals.ts";

const askingWords = (state: StateOf<"asking">): string =>
  [askingText(state), placeText(state)].filter((text) => text !== undefined).join(" ");

/** The name at the door: someone without one is nobody in particular yet. */
const knockName = (peer: Peer): string => peer.name.trim() || t("knock.nameless");

const ofEntering = (previous: CallState, next: CallState): string | undefined => {
  switch (next.name) {
    case "idle":
      return undefined;
    case "lobby":
      return t("said.lobby");
    case "waiting":
      if (previous.name === "ringing") return t("said.knock-gone", { name: knockName(previous.peer) });
      return t("said.waiting");
    case "ringing":
      return t("said.knock", { name: knockName(next.peer) });
    case "asking":
      return t("said.asking");
    case "connecting":
      return t("said.connecting", { name: nameOf(next.peer) });
    case "connected":
      if (previous.name === "reconnecting") return t("said.reconnected");
      return t("said.joined", { name: nameOf(next.peer) });
    case "reconnecting":
      // The trouble of the line says it, with its cause.
      return undefined;
    case "lost":
      return t("said.lost");
    case "ended":
      return endTitle(next);
  }
};

/** What to say when a state stayed and something in it changed that the person waits for. */
const ofStaying = (previous: CallState, next: CallState): string | undefined => {
  if (previous.name === "ringing" && next.name === "ringing") {
    return previous.since === next.since ? undefined : ofEntering(previous, next);
  }
  if (previous.name === "lobby" && next.name === "lobby") {
    const { text } = presenceOf(next);
    return text === presenceOf(previous).text ? undefined : text;
  }
  if (previous.name === "asking" && next.name === "asking") {
    const text = askingWords(next);
    return text === askingWords(previous) ? undefined : text;
  }
  return undefined;
};

/** What to say politely when the call went from one state to the next; undefined when nothing a person must know changed. */
export const spokenState = (previous: CallState, next: CallState): string | undefined =>
  previous.name === next.name ? ofStaying(previous, next) : ofEntering(previous, next);

/** Another device took over from the one that was used, without being asked. */
const takenOver = (previous: Capture, next: Capture): string | undefined => {
  if (next.state !== "on" || next.replaced === undefined) return undefined;
  return previous.state === "on" && previous.track === next.track ? undefined : next.label;
};

const heldBack = (capture: Capture) => capture.state === "on" && capture.heldBack;

const SWITCHED = {
  microphone: { on: "said.unmuted", off: "said.muted" },
  camera: { on: "said.camera-on", off: "said.camera-off" },
} as const;

const spokenCapture = (kind: CaptureKind, previous: LocalView, next: LocalView): string | undefined => {
  const label = takenOver(previous[kind], next[kind]);
  if (label !== undefined) return t("capture.switched", { label });
  if (heldBack(next[kind]) && !heldBack(previous[kind])) return t(`capture.held.${kind}`);
  const on = (view: LocalView) => (kind === "microphone" ? view.microphoneOn : view.cameraOn);
  if (!on(previous) && on(next)) return t(SWITCHED[kind].on);
  // A device that fails is told of by a notice of its own.
  return previous.wanted[kind] && !next.wanted[kind] ? t(SWITCHED[kind].off) : undefined;
};

const spokenScreen = ({ screen: before }: LocalView, { screen: now }: LocalView): string | undefined => {
  if ((before.state === "on") === (now.state === "on")) return undefined;
  return t(now.state === "on" ? "sharing.said-own" : "sharing.said-own-over");
};

/** What to say when the own microphone, camera or screen was switched or changed; nothing while devices start. */
export const spokenLocal = (previous: LocalView, next: LocalView): string | undefined =>
  spokenCapture("microphone", previous, next) ??
  spokenCapture("camera", previous, next) ??
  spokenScreen(previous, next);

/** What to say when the other person shares a screen, muted or unmuted, or their picture makes room for their sound. */
export const spokenRemote = (previous: RemoteMedia, next: RemoteMedia, name: string): string | undefined => {
  if (Boolean(next.screen) !== Boolean(previous.screen)) {
    return t(next.screen ? "sharing.said-theirs" : "sharing.said-theirs-over", { name });
  }
  if (next.paused && !previous.paused) return t("call.them-paused", { name });
  if (previous.microphone === next.microphone) return undefined;
  return next.microphone ? t("said.them-unmuted", { name }) : t("said.them-muted", { name });
};
