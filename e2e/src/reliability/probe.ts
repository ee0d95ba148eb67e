import type { Tab } from "../browser/tab.ts";
import type { Arrival, Mark, Timeline } from "./timeline.ts";

/** What {@link installProbe} leaves on the window of every page. All times are ms of the machine's one clock. */
interface Probe extends Timeline {
  readonly sound: Arrival[];
  readonly picture: Arrival[];
  readonly marks: Mark[];
  readonly joins: number[];
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
 * every seat the server gave. Must not refer to anything outside itself, since only its text reaches the page.
 */
export function installProbe(): void {
  if (!window.isSecureContext) return;
  const clock = (): number => performance.timeOrigin + performance.now();
  const probe: Probe = { sound: [], picture: [], marks: [], joins: [] };
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

  /** Answers that give a seat (SPEC JOIN-6), over either transport of Socket.IO. */
  const hear = (text: unknown): void => {
    const packets = typeof text === "string" ? text.split("\u001e") : [];
    if (packets.some((one) => one.startsWith("43") && one.includes('"seat":"'))) probe.joins.push(clock());
  };
  const Native = window.WebSocket;
  window.WebSocket = class WebSocket extends Native {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener("message", ({ data }) => hear(data));
    }
  };
  const { send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.send = function (body) {
    this.addEventListener("load", () => hear(this.responseText));
    send.call(this, body);
  };

  /** Highest count read of each receiver, so that a second connection beside the first is no jump. */
  const counts = new WeakMap<RTCRtpReceiver, number>();
  const grown = async (receiver: RTCRtpReceiver): Promise<boolean> => {
    const key = receiver.track.kind === "audio" ? "packetsReceived" : "framesDecoded";
    let count = 0;
    for (const stat of (await receiver.getStats()).values()) {
      if (stat.type === "inbound-rtp" && typeof stat[key] === "number") count += stat[key];
    }
    const before = counts.get(receiver) ?? 0;
    counts.set(receiver, count);
    return count > before;
  };

  let last = clock();
  let state: "idle" | "busy" = "idle";
  const look = async (): Promise<void> => {
    if (state === "busy") return;
    state = "busy";
    const from = last;
    last = clock();
    const to = last;
    const receivers = window.recorder.connections.flatMap(({ connection }) =>
      connection.signalingState === "closed" ? [] : connection.getReceivers(),
    );
    const kinds = new Set<string>();
    for (const receiver of receivers) {
      if (await grown(receiver).catch(() => false)) kinds.add(receiver.track.kind);
    }
    if (kinds.has("audio")) probe.sound.push({ from, to });
    if (kinds.has("video")) probe.picture.push({ from, to });
    state = "idle";
  };
  setInterval(() => void look(), 50);
}

/** What a page noted since `from`; its latest marks before that are part of it. */
export const timelineOf = async (tab: Tab, from = 0): Promise<Timeline> =>
  await tab.evaluate((start) => {
    const { sound, picture, marks, joins } = window.probe;
    const later = ({ to }: Arrival) => to >= start - 5000;
    return {
      sound: sound.filter(later),
      picture: picture.filter(later),
      marks,
      joins: joins.filter((at) => at >= start),
    };
  }, from);

/** Waits until everybody is in the call, no screen says that the line is silent, and sound and picture flow without a break. */
export const waitForCalm = async (tabs: readonly Tab[], limit = 20_000): Promise<void> => {
  await Promise.all(
    tabs.map((tab) =>
      tab.waitFor(
        "a calm call",
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
