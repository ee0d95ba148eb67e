import { until } from "../until.ts";
import type { Tab } from "./tab.ts";

/** Sums over all connections of a page that are not closed (W3C webrtc-stats). */
export interface MediaFigures {
  readonly framesDecoded: number;
  readonly audioEnergy: number;
  readonly audioSeconds: number;
  readonly packetsSent: number;
  readonly bytesSent: number;
  readonly packetsReceived: number;
  /** STUN requests and responses of all candidate pairs. */
  readonly checks: number;
}

/** Runs in the page. */
const readFigures = async (): Promise<MediaFigures> => {
  const sums = { framesDecoded: 0, audioEnergy: 0, audioSeconds: 0 };
  const wire = { packetsSent: 0, bytesSent: 0, packetsReceived: 0, checks: 0 };
  const read = (stat: Record<string, unknown>, key: string): number => {
    const value = stat[key];
    return typeof value === "number" ? value : 0;
  };
  for (const { connection } of window.recorder.connections) {
    if (connection.signalingState === "closed") continue;
    for (const stat of (await connection.getStats()).values()) {
      if (stat.type === "inbound-rtp") {
        sums.framesDecoded += read(stat, "framesDecoded");
        sums.audioEnergy += read(stat, "totalAudioEnergy");
        sums.audioSeconds += read(stat, "totalSamplesDuration");
        wire.packetsReceived += read(stat, "packetsReceived");
      } else if (stat.type === "outbound-rtp") {
        wire.packetsSent += read(stat, "packetsSent");
        wire.bytesSent += read(stat, "bytesSent");
      } else if (stat.type === "candidate-pair") {
        wire.checks += read(stat, "requestsSent") + read(stat, "responsesReceived");
        wire.checks += read(stat, "requestsReceived") + read(stat, "responsesSent");
      }
    }
  }
  return { ...sums, ...wire };
};

/** What the page's connections did up to now. */
export const mediaFigures = (tab: Tab): Promise<MediaFigures> => tab.evaluate(readFigures);

/** Mean power of a signal whose loudest sample is 1: -50 dB. Digital silence and comfort noise stay below. */
const SILENCE = 1e-5;

/** Frames that must be decoded after the first look. */
const FRAMES = 5;

/** Runs in the page: energy and seconds of each sound that comes, by the id of its statistics. */
const readSounds = async (): Promise<Record<string, readonly [energy: number, seconds: number]>> => {
  const sounds: Record<string, readonly [number, number]> = {};
  for (const [index, { connection }] of window.recorder.connections.entries()) {
    if (connection.signalingState === "closed") continue;
    for (const stat of (await connection.getStats()).values()) {
      if (stat.type !== "inbound-rtp" || stat.kind !== "audio") continue;
      sounds[`${index} ${stat.id}`] = [stat.totalAudioEnergy ?? 0, stat.totalSamplesDuration ?? 0];
    }
  }
  return sounds;
};

/** Waits until the person hears the other: energy of one of the received sounds above silence, from now on. */
export const waitForSound = async (tab: Tab): Promise<void> => {
  const before = await tab.evaluate(readSounds);
  await until(
    `${tab.label}: sound of the other is heard`,
    async () => {
      // A page on its way to another document plays nothing; the next look will tell.
      const now = await tab.evaluate(readSounds).catch(() => ({}));
      return Object.entries(now).some(([id, [energy, seconds]]) => {
        const [energyBefore, secondsBefore] = before[id] ?? [0, 0];
        const passed = seconds - secondsBefore;
        return passed > 0.2 && (energy - energyBefore) / passed > SILENCE;
      });
    },
    { explain: () => tab.describe() },
  );
};

/** Waits until the person sees the other move: frames are decoded, the element plays them, its pixels change. */
export const waitForPicture = async (tab: Tab, testId = "remote-video"): Promise<void> => {
  const before = await mediaFigures(tab);
  const first = await tab.waitFor("a picture of the other", lookAt, testId);
  await tab.waitFor(
    "the picture of the other moves",
    async ([id, frames, start]) => {
      const video = document.querySelector<HTMLVideoElement>(`[data-testid="${id}"]`);
      if (!video || video.currentTime <= start.time) return false;
      let decoded = 0;
      for (const { connection } of window.recorder.connections) {
        if (connection.signalingState === "closed") continue;
        for (const stat of (await connection.getStats()).values()) {
          if (stat.type === "inbound-rtp" && stat.kind === "video") decoded += stat.framesDecoded;
        }
      }
      const canvas = new OffscreenCanvas(32, 24);
      const pen = canvas.getContext("2d", { willReadFrequently: true });
      pen?.drawImage(video, 0, 0, 32, 24);
      const pixels = String(pen?.getImageData(0, 0, 32, 24).data);
      return decoded >= frames && pixels !== start.pixels;
    },
    [testId, before.framesDecoded + FRAMES, first] as const,
  );
};

/** Runs in the page: what a video element shows right now, once it shows something. */
function lookAt(testId: string): { time: number; pixels: string } | undefined {
  const video = document.querySelector<HTMLVideoElement>(`[data-testid="${testId}"]`);
  if (!video?.checkVisibility() || video.videoWidth === 0) return undefined;
  const canvas = new OffscreenCanvas(32, 24);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen?.drawImage(video, 0, 0, 32, 24);
  return { time: video.currentTime, pixels: String(pen?.getImageData(0, 0, 32, 24).data) };
}

/** Captured tracks that still keep a device busy, by kind. */
export const liveCaptures = (tab: Tab): Promise<readonly string[]> =>
  tab.evaluate(() =>
    window.recorder.captured.filter(({ readyState }) => readyState === "live").map(({ kind }) => kind),
  );

/** Waits until this page keeps no camera and no microphone. */
export const waitForDevicesOff = async (tab: Tab): Promise<void> => {
  await tab.waitFor(
    "camera and microphone are off",
    () => window.recorder.captured.every(({ readyState }) => readyState === "ended"),
    undefined,
  );
};

/** What the page let a peer have up to now; all empty before both said yes (SPEC CONSENT-1). */
export interface Given {
  /** Candidates of the other side given to the browser. */
  readonly applied: readonly string[];
  /** Kinds of tracks handed to senders. */
  readonly attached: readonly string[];
  /** Answers set: a guest's connection starts with its answer. */
  readonly answers: number;
  readonly packetsSent: number;
  readonly checks: number;
}

/** {@link Given} of every connection this page ever made. */
export const given = async (tab: Tab): Promise<Given> => {
  const { packetsSent, checks } = await mediaFigures(tab);
  const used = await tab.evaluate(() => ({
    applied: window.recorder.connections.flatMap(({ applied }) => applied),
    attached: window.recorder.connections.flatMap(({ attached }) => attached),
    answers: window.recorder.connections.flatMap(({ described }) => described).filter((t) => t === "answer")
      .length,
  }));
  return { ...used, packetsSent, checks };
};

/** What {@link given} is while nothing was given. */
export const NOTHING: Given = { applied: [], attached: [], answers: 0, packetsSent: 0, checks: 0 };
