/** No packet for so long: the person is told (SPEC DATA-2). */
export const SILENT_AFTER = 1_200;
/** No packet for so long: the connection is made anew (SPEC REJOIN-5). Browsers say `disconnected` after 5 to 8 s only. */
export const DOWN_AFTER = 2_500;
/** The same where there is a reason to expect it: the device slept, or its network may be another one. */
export const DOWN_SOON_AFTER = 900;
/** For so long such a reason counts. */
const ALERT_FOR = 4_000;
/** Looks are 200 ms apart; one this late means that the device slept. */
const SLEPT = 4_000;
/** What a look that came late may count: nobody watched the rest. */
const AT_MOST = 500;

/** What is known about one direction of a line. */
export interface Watch {
  /** Of a clock that may jump. */
  readonly lookedAt: number;
  /** ms without a packet while somebody watched. */
  readonly silence: number;
  /** ms for which silence is still believed sooner. */
  readonly alert: number;
}

/** One look: whether anything came since the one before. */
export interface Look {
  readonly at: number;
  readonly heard: boolean;
}

export type Verdict = "good" | "silent" | "down";

export const startWatch = (at: number): Watch => ({ lookedAt: at, silence: 0, alert: 0 });

/** True when the device slept since the last look, as far as its clock tells. */
export const slept = ({ lookedAt }: Watch, at: number): boolean => at - lookedAt > SLEPT;

/** The watch after one more look. */
export const look = (watch: Watch, { at, heard }: Look): Watch => {
  const passed = Math.min(Math.max(0, at - watch.lookedAt), AT_MOST);
  if (slept(watch, at)) return { lookedAt: at, silence: heard ? 0 : watch.silence, alert: ALERT_FOR };
  const alert = Math.max(0, watch.alert - passed);
  if (heard) return { lookedAt: at, silence: 0, alert };
  const silence = watch.silence + passed;
  const isDown = alert > 0 && silence >= DOWN_SOON_AFTER;
  return { lookedAt: at, silence: isDown ? Math.max(silence, DOWN_AFTER) : silence, alert };
};

/** Something may have happened to the network: silence is believed sooner for a while. */
export const beAlert = (watch: Watch): Watch => ({ ...watch, alert: ALERT_FOR });

export const verdictOf = ({ silence }: Watch): Verdict =>
  silence >= DOWN_AFTER ? "down" : silence >= SILENT_AFTER ? "silent" : "good";
