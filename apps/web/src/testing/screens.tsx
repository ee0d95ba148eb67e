import type {
  CallErrorCode,
  CallPath,
  CallState,
  Capture,
  Line,
  MediaErrorCode,
  RemoteMedia,
  ScreenCapture,
  StateOf,
  Stroke,
  Trust,
} from "@onecall/client";
import type { VNode } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { ScreensMissing } from "../app/screens-missing.tsx";
import { CallScreens } from "../call/call-part.ts";
import { TopLine } from "../call/stage/top-line.tsx";
import { Home } from "../pages/home/home.tsx";
import { NotSupported } from "../pages/home/not-supported.tsx";
import { Lobby } from "../pages/lobby/lobby.tsx";
import { createPreferences } from "../preferences/preferences.ts";
import { CODE, fakeSession } from "./fake-call.ts";
import { captured, humTrack, paintedTrack } from "./fake-media.ts";

const LONG = "Maximiliane-Alexandra von Hohenstein-Württemberg zu Sachsen-Cobu";
const denied: Capture = { state: "failed", code: "media-denied" satisfies MediaErrorCode };
const nothing = () => {};
const home = {
  startCall: async () => {},
  openLink: async () => {},
  openRoom: async () => {},
  preferences: createPreferences(undefined, undefined),
  base: new URL("/", location.origin),
};
const peer = (trust: Trust = "new", name = "Ada Lovelace") => ({ name, trust });
const since = Date.now();

interface Circumstances {
  blocked?: boolean;
  persistent?: boolean;
  media?: Partial<Omit<RemoteMedia, "stream">>;
  path?: CallPath;
  line?: Partial<Line>;
  camera?: Capture;
  own?: ScreenCapture;
  /** How large the other person's shared screen is, px. */
  theirs?: readonly [width: number, height: number];
}

const sessionIn = (role: "host" | "guest", state: CallState, circumstances: Circumstances) => {
  const { blocked = false, persistent = true, media, path, line, camera, own, theirs } = circumstances;
  const { call, session } = fakeSession(role, state, { persistent });
  if (blocked) Object.assign(call.local.outcome, { camera: denied, microphone: denied });
  call.remote.stream.addTrack(paintedTrack());
  if (media) call.setRemote(media);
  if (theirs) call.setRemote({ screen: new MediaStream([paintedTrack(...theirs)]) });
  call.setPath(path);
  if (line) call.setLine(line);
  session.begin();
  if (camera) call.local.set("camera", camera);
  if (own) call.local.screen.set(own);
  return session;
};
const after = (state: CallState) => {
  const { call, session } = fakeSession("host", state);
  call.setOutdated();
  return <CallScreens session={session} onHome={nothing} />;
};
const room = (role: "host" | "guest", state: CallState, circumstances: Circumstances = {}) => {
  const session = sessionIn(role, state, circumstances);
  if (state.name === "lobby") return <Lobby session={session} onHome={nothing} />;
  return <CallScreens session={session} onHome={nothing} />;
};

const line = (colour: number, y: number): Stroke => ({
  by: "them",
  id: colour,
  kind: "ink",
  colour,
  places: [0.2, 0.35, 0.5, 0.65].map((x, i) => ({ x: x * 65_535, y: (y + (i % 2) / 10) * 65_535 })),
  times: [since, since, since, since],
});
/** A frozen screen that both point at and draw on. */
const DrawnOn = () => {
  const fake = useMemo(() => fakeSession("host", connected("new", LONG)), []);
  useEffect(() => {
    fake.call.setRemote({ screen: new MediaStream([paintedTrack(960, 600)]) });
    fake.call.drawing.set("theirs", {
      strokes: [line(0, 0.3), line(1, 0.45), line(2, 0.6), line(3, 0.75)],
      frozen: true,
      pointer: { x: 45_000, y: 20_000 },
    });
    const choose = () => document.querySelector<HTMLElement>("[data-testid=draw-ink]")?.click();
    const timer = setTimeout(choose, 100);
    return () => clearTimeout(timer);
  }, []);
  return <CallScreens session={fake.session} onHome={nothing} />;
};

const ringing = (trust: Trust, name?: string): CallState => ({
  name: "ringing",
  peer: peer(trust, name),
  waiting: 2,
  offline: false,
  since,
});
const connected = (trust: Trust, name?: string): StateOf<"connected"> => ({
  name: "connected",
  peer: peer(trust, name),
  checkCode: CODE,
  since,
  waiting: 1,
});
const asking = (age: number): CallState => ({
  name: "asking",
  place: 2,
  host: "here",
  offline: false,
  since: since - age,
});
const endedAs = (reason: "declined" | "locked"): StateOf<"ended"> => ({ name: "ended", reason, duration: 0 });
const ended = (reason: "left" | "peer-left" | "declined" | "moved"): CallState => ({
  name: "ended",
  reason,
  duration: 9000,
  peer: peer(),
});
const failed = (code: CallErrorCode): CallState => ({ name: "ended", reason: "failed", code, duration: 0 });

/** Every screen in every state that looks different, to be looked at and checked as a whole. */
export const SCREENS: Readonly<Record<string, () => VNode>> = {
  home: () => <Home controller={home} />,
  "home with a problem": () => <Home controller={home} problem="Part of the link is missing." />,
  "home, newer version": () => <Home controller={home} stale="newer" />,
  "insecure address": () => <NotSupported lack="insecure" />,
  "old browser": () => <NotSupported lack="browser" />,
  lobby: () => room("guest", { name: "lobby", host: "here", offline: false }),
  "lobby, blocked": () =>
    room("guest", { name: "lobby", host: "away", offline: true }, { blocked: true, persistent: false }),
  "lobby, screens missing": () => (
    <Lobby
      session={sessionIn("guest", { name: "lobby", host: "here", offline: false }, {})}
      stale="broken"
      onHome={nothing}
    />
  ),
  "screens missing": () => (
    <ScreensMissing session={sessionIn("guest", connected("new"), {})} onHome={nothing} />
  ),
  waiting: () => room("host", { name: "waiting", waiting: 0, offline: false }),
  "waiting, offline": () =>
    room("host", { name: "waiting", waiting: 2, offline: true }, { blocked: true, persistent: false }),
  knock: () => room("host", ringing("new")),
  "knock, changed": () => room("host", ringing("changed", LONG)),
  asking: () => room("guest", asking(0)),
  "asking, no answer": () => room("guest", asking(61_000)),
  connecting: () =>
    room("host", {
      name: "connecting",
      peer: peer(),
      checkCode: CODE,
      since: since - 16_000,
      waiting: 0,
    }),
  stage: () => room("host", connected("verified"), { path: { kind: "direct" } }),
  "stage, changed": () =>
    room("host", connected("changed", LONG), {
      blocked: true,
      path: { kind: "relayed", transport: "udp" },
    }),
  "stage, camera off": () => room("host", connected("new"), { media: { microphone: false, camera: false } }),
  "stage, camera unplugged": () =>
    room("host", connected("new"), { camera: { state: "failed", code: "media-missing" } }),
  "stage, another camera": () =>
    room("host", connected("new"), {
      line: { there: "weak" },
      camera: captured({ track: paintedTrack(), label: "Desk camera (046d:0825)", replaced: "Lid camera" }),
    }),
  "stage, camera paused": () =>
    room("host", connected("new"), { camera: captured({ track: paintedTrack(), heldBack: true }) }),
  "waiting, camera paused": () =>
    room(
      "host",
      { name: "waiting", waiting: 0, offline: false },
      { camera: captured({ track: paintedTrack(), heldBack: true }) },
    ),
  "lobby, camera paused": () =>
    room(
      "guest",
      { name: "lobby", host: "here", offline: false },
      { camera: captured({ track: paintedTrack(), heldBack: true }) },
    ),
  "stage, server gone": () => (
    <div class="stage on-stage">
      <main class="stage__main">
        <h1 class="visually-hidden">Call</h1>
        <TopLine state={connected("new", LONG)} path={{ kind: "direct" }} closedDoor />
      </main>
    </div>
  ),
  "stage, weak": () => room("host", connected("new"), { line: { here: "weak" } }),
  "stage, weak there": () =>
    room("host", connected("changed", LONG), { line: { there: "weak" }, path: { kind: "direct" } }),
  "stage, own picture paused": () => room("host", connected("new", LONG), { line: { picture: "paused" } }),
  "stage, their picture paused": () => room("host", connected("new"), { media: { paused: true } }),
  "stage, their page reloads": () => room("host", connected("new", LONG), { line: { there: "away" } }),
  "stage, their screen": () => room("host", connected("new"), { theirs: [960, 600] }),
  "stage, their screen, drawn on": () => <DrawnOn />,
  "stage, their screen, camera off": () =>
    room("host", connected("new", LONG), {
      theirs: [540, 960],
      media: { camera: false, microphone: false },
    }),
  "stage, own screen": () =>
    room("host", connected("new"), {
      own: { state: "on", track: paintedTrack(960, 600), sound: undefined, surface: "window", hint: "text" },
    }),
  "stage, both screens": () =>
    room("host", connected("new", LONG), {
      own: { state: "on", track: paintedTrack(), sound: humTrack(), surface: "monitor", hint: "motion" },
      theirs: [960, 600],
    }),
  reconnecting: () =>
    room("host", { name: "reconnecting", peer: peer(), checkCode: CODE, since, lostAt: since, waiting: 0 }),
  lost: () => room("host", { name: "lost", peer: peer(), checkCode: CODE, since, waiting: 0 }),
  left: () => room("host", ended("left")),
  "left, newer version": () => after(ended("left")),
  "they left": () => room("host", ended("peer-left")),
  "declined with a word": () => room("guest", { ...endedAs("declined"), reply: "five-minutes" }),
  locked: () => room("guest", endedAs("locked")),
  "host’s lobby": () => <Lobby session={sessionIn("host", { name: "idle" }, {})} onHome={nothing} />,
  declined: () => room("guest", ended("declined")),
  moved: () => room("guest", ended("moved")),
  failed: () => room("guest", failed("handshake-host-key")),
};
