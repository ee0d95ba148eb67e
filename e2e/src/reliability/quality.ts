import type { Tab } from "../browser/tab.ts";

/** What a person hears and sees, counted by the browser (W3C webrtc-stats). */
export interface Heard {
  readonly samples: number;
  readonly concealed: number;
  /** Time all samples spent in the jitter buffer, s, and how many there were. */
  readonly waited: number;
  readonly emitted: number;
  readonly sent: number;
}

/** What every connection the page ever made has counted; undefined for those that are closed. */
export type Reading = readonly (Heard | undefined)[];

export const heard = async (tab: Tab): Promise<Reading> => {
  const reports = await tab.evaluate(
    async () =>
      await Promise.all(
        window.recorder.connections.map(async ({ connection }) =>
          connection.signalingState === "closed" ? undefined : [...(await connection.getStats()).values()],
        ),
      ),
  );
  return reports.map((stats) => {
    if (!stats) return undefined;
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
      sent: sum("outbound-rtp", /./, "bytesSent"),
    };
  });
};

const NOTHING: Heard = { samples: 0, concealed: 0, waited: 0, emitted: 0, sent: 0 };

/** What came and went between two readings, over the connections that are still open at the second. */
export const between = (before: Reading, after: Reading): Heard => {
  const sums = { ...NOTHING };
  for (const [index, later] of after.entries()) {
    for (const key of Object.keys(sums) as (keyof Heard)[]) {
      sums[key] += later ? later[key] - (before[index] ?? NOTHING)[key] : 0;
    }
  }
  return sums;
};

/** Share of sound that was made up, %. */
export const concealedShare = ({ concealed, samples }: Heard): number =>
  (100 * concealed) / Math.max(1, samples);

/** How long sound waited in the receiver, ms. */
export const soundDelay = ({ waited, emitted }: Heard): number => (1000 * waited) / Math.max(1, emitted);
