import type { Tab } from "../browser/tab.ts";

/** What a person hears and sees, counted by the browser since the connection began (W3C webrtc-stats). */
interface Heard {
  readonly samples: number;
  readonly concealed: number;
  /** Time all samples spent in the jitter buffer, s, and how many there were. */
  readonly waited: number;
  readonly emitted: number;
  readonly frames: number;
  readonly sent: number;
}

/** Reads it, summed over all connections that are not closed. */
export const heard = async (tab: Tab): Promise<Heard> => {
  const stats = await tab.evaluate(async () => {
    const open = window.recorder.connections.filter(
      ({ connection }) => connection.signalingState !== "closed",
    );
    const reports = await Promise.all(open.map(({ connection }) => connection.getStats()));
    return reports.flatMap((report) => [...report.values()]);
  });
  const sum = (type: string, kind: RegExp, key: string): number =>
    stats
      .filter((stat) => stat.type === type && kind.test(stat.kind))
      .reduce((total, stat) => total + (stat[key] ?? 0), 0);
  const sound = (key: string): number => sum("inbound-rtp", /audio/, key);
  return {
    samples: sound("totalSamplesReceived"),
    concealed: sound("concealedSamples") - sound("silentConcealedSamples"),
    waited: sound("jitterBufferDelay"),
    emitted: sound("jitterBufferEmittedCount"),
    frames: sum("inbound-rtp", /video/, "framesDecoded"),
    sent: sum("outbound-rtp", /./, "bytesSent"),
  };
};

/** Share of sound that was made up, %, between two readings. */
export const concealedShare = (before: Heard, after: Heard): number =>
  (100 * (after.concealed - before.concealed)) / Math.max(1, after.samples - before.samples);

/** How long sound waited in the receiver, ms, between two readings. */
export const soundDelay = (before: Heard, after: Heard): number =>
  (1000 * (after.waited - before.waited)) / Math.max(1, after.emitted - before.emitted);

/** Frames a second between two readings `seconds` apart. */
export const frameRate = (before: Heard, after: Heard, seconds: number): number =>
  (after.frames - before.frames) / seconds;
