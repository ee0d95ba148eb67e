import { setTimeout as pass } from "node:timers/promises";
import type { Tab } from "../browser/tab.ts";
import { type Arrival, knownArrivals, type Mark, type Refusal, type Timeline } from "./timeline.ts";

/** What {@link installProbe} leaves on the window of every page. All times are ms of the machine's one clock. */
interface Probe extends Timeline {
  readonly sound: Arrival[];
  readonly picture: Arrival[];
  readonly marks: Mark[];
  readonly joins: number[];
  readonly refusals: Refusal[];
}

declare global {
  interface Window {
    probe: Probe;
  }
}

/** The clock pages and this process have in common, ms. Overriding `Date` or stopping a process does not touch it. */
export const now = (): number => performance.timeOrigin + performance.now();

/**
 * Runs in the page beside the recorder and notes when something came from the other device: audio packets and decoded
 * frames over all connections that are not closed, every 50 ms; every value of the document element's `data-` attributes;
 * every seat the server gave, and everything it refused. Must not refer to anything outside itself, since only its text reaches the page.
 */
export function installProbe(): void {
  if (!window.isSecureContext) return;
  const clock = (): number => performance.timeOrigin + performance.now();
  const probe: Probe = { sound: [], picture: [], marks: [], joins: [], refusals: [] };
  Object.defineProperty(window, "probe", { value: probe });

  const seen = new Map<string, string | null>();
  const note = (): void => {
    const root = document.documentElement;
    if (!root) return;
    observer.observe(root, { attributes: true });
    const present = root.getAttributeNames().filter((name) => name.startsWith("data-"));
    for (const name of new Set([...present, ...seen.keys()])) {
      const value = root.getAttribute(name);
      if (seen.get(name) === value) continue;
      seen.set(name, value);
      probe.marks.push({ name, value: value ?? "", at: clock() });
    }
  };
  const observer = new MutationObserver(note);
  observer.observe(document, { childList: true });

  /** Answers that give a seat (SPEC JOIN-6), and refusals (SPEC ERR-1), over either transport of Socket.IO. */
  const hear = (text: unknown): void => {
    const packets = typeof text === "string" ? text.split("\u001e") : [];
    if (packets.some((one) => one.startsWith("43") && one.includes('"seat":"'))) probe.joins.push(clock());
    for (const packet of packets) {
      const [, code] = /^4(?:2\["err",|3\d+\[)\{[^}]*"err":"(\w+)"/.exec(packet) ?? [];
      if (code) probe.refusals.push({ code, at: clock() });
    }
  };
  const Native = window.WebSocket;
  window.WebSocket = class WebSocket extends Native {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener("message", ({ data }) => hear(data));
    }
  };
  const { fetch } = window;
  window.fetch = async (...asked) => {
    const response = await fetch(...asked);
    const { text } = response;
    response.text = async () => {
      const said = await text.call(response);
      hear(said);
      return said;
    };
    return response;
  };

  /** Highest count read of each receiver, so that a second connection beside the first is no jump. */
  const counts = new WeakMap<RTCRtpReceiver, number>();
  const growthOf = async (receiver: RTCRtpReceiver): Promise<number> => {
    const key = receiver.track.kind === "audio" ? "packetsReceived" : "framesDecoded";
    let count = 0;
    for (const stat of (await receiver.getStats()).values()) {
      if (stat.type === "inbound-rtp" && typeof stat[key] === "number") count += stat[key];
    }
    const before = counts.get(receiver) ?? 0;
    counts.set(receiver, count);
    return Math.max(0, count - before);
  };

  let last = clock();
  let state: "idle" | "busy" = "idle";
  const look = async (): Promise<void> => {
    if (state === "busy") return;
    state = "busy";
    const receivers = window.recorder.connections.flatMap(({ connection }) =>
      connection.signalingState === "closed" ? [] : connection.getReceivers(),
    );
    const grown = { audio: 0, video: 0 };
    for (const receiver of receivers) {
      grown[receiver.track.kind === "audio" ? "audio" : "video"] += await growthOf(receiver).catch(() => 0);
    }
    // A look ends when all is read: what was counted had come by then.
    const from = last;
    last = clock();
    if (grown.audio > 0) probe.sound.push({ from, to: last, count: grown.audio });
    if (grown.video > 0) probe.picture.push({ from, to: last, count: grown.video });
    state = "idle";
  };
  setInterval(() => void look(), 50);
}

/** What a page noted since `from`; its latest marks before that are part of it. */
export const timelineOf = async (tab: Tab, from = 0): Promise<Timeline> => {
  const noted = await tab.evaluate((start) => {
    const { sound, picture, marks, joins, refusals } = window.probe;
    const later = ({ to }: Arrival) => to >= start - 5000;
    return {
      sound: sound.filter(later),
      picture: picture.filter(later),
      marks,
      joins: joins.filter((at) => at >= start),
      refusals: refusals.filter(({ at }) => at >= start),
    };
  }, from);
  return {
    ...noted,
    sound: knownArrivals(noted.sound, "sound"),
    picture: knownArrivals(noted.picture, "picture"),
  };
};

/** How long a call that looks whole is watched on, ms: what breaks off again within it is seen. The tests have many to play. */
const WATCHED = process.env["VITEST"] ? 1000 : 3000;

/** Watches on for a while, so that what breaks off again is noted. */
export const watchOn = async (): Promise<void> => {
  await pass(WATCHED);
};

/** Waits for what {@link waitForFlow} does, and that it is so for good: three seconds later it still is. */
export const waitForCalm = async (tabs: readonly Tab[], limit?: number): Promise<void> => {
  await waitForFlow(tabs, limit);
  await watchOn();
  await waitForFlow(tabs, limit);
};

/** Waits until everybody is in the call, no screen says that the line is silent, and sound and picture flow without a break. */
export const waitForFlow = async (tabs: readonly Tab[], limit = 20_000): Promise<void> => {
  await Promise.all(
    tabs.map((tab) =>
      tab.waitFor(
        "a call that flows",
        () => {
          const root = document.documentElement;
          const time = performance.timeOrigin + performance.now();
          const flows = (arrivals: readonly Arrival[]): boolean => {
            const recent = arrivals.filter(({ to }) => to > time - 2000);
            const edges = [time - 2000, ...recent.map(({ to }) => to)];
            const starts = [...recent.map(({ from }) => from), time];
            return starts.every((start, index) => start - (edges[index] ?? 0) < 1000);
          };
          const said = ["data-line-here", "data-line-there"].map((name) => root.getAttribute(name) ?? "good");
          return (
            root.getAttribute("data-call-state") === "in-call" &&
            said.every((value) => value === "good" || value === "weak") &&
            flows(window.probe.sound) &&
            flows(window.probe.picture)
          );
        },
        undefined,
        limit,
      ),
    ),
  );
};

/** Waits until no screen says anything against the line, so that what is said next is said of what happens next. */
export const waitForGoodLine = async (tabs: readonly Tab[]): Promise<void> => {
  await Promise.all(
    tabs.map((tab) =>
      tab.waitFor(
        "a good line",
        () =>
          ["data-line-here", "data-line-there"].every(
            (name) => (document.documentElement.getAttribute(name) ?? "good") === "good",
          ),
        undefined,
        30_000,
      ),
    ),
  );
};
