/** What became of what this device sent lately, as the other one reports. */
export interface Sent {
  /** Packets sent from one of its reports to the next, and how many of them it missed (RFC 3550 6.4.1). */
  readonly packets: number;
  readonly lost: number;
  /** ms. */
  readonly roundTrip: number;
  /** Everything that left for the first time, with its headers, bit/s. */
  readonly rate: number;
}

/** What this device may send, bit/s; undefined: as much as the browser thinks right. */
export interface Allowance {
  /** 0: no picture at all. */
  readonly camera: number | undefined;
  readonly screen: number | undefined;
  /** Each of the two sounds. */
  readonly sound: number | undefined;
}

interface Step {
  /** Of the screen while one is shared, else of the camera; 0: no picture at all. */
  readonly picture: number | undefined;
  readonly sound: number | undefined;
  /** What a line has to carry for it, with headers, reports and pulses, bit/s. */
  readonly needs: number;
}

/** The first leaves everything to the browser; every further one asks less of the line. */
const STEPS: readonly [Step, ...Step[]] = [
  { needs: Number.POSITIVE_INFINITY, picture: undefined, sound: undefined },
  { needs: 350_000, picture: 250_000, sound: undefined },
  { needs: 150_000, picture: 70_000, sound: 24_000 },
  { needs: 60_000, picture: 0, sound: 24_000 },
  { needs: 0, picture: 0, sound: 12_000 },
];

const SOUND_ALONE = STEPS.findIndex(({ picture }) => picture === 0);

/** Single reports are about few packets: so many looks are taken together, and fewer packets than this tell nothing. */
const TOGETHER = 3;
const ENOUGH = 20;
/** Share of packets whose loss is felt, and one at which sound can hardly be followed: then it goes alone at once. */
const MUCH_LOSS = 0.05;
const TOO_MUCH_LOSS = 0.2;
/** A round trip this many times the shortest, and so many ms longer, has a queue in it. */
const QUEUED_TIMES = 1.5;
const QUEUED_BY = 60;
/** Assumed, ms, for as long as it is remembered, where the browser does not tell how long the way is before anything is sent. */
const USUAL_ROUND_TRIP = 100;
/** The shortest round trip is looked for among so many looks: ways change. */
const REMEMBERED = 30;
/** A line is too narrow after so many looks in a row that say so. */
const NARROW_LOOKS = 2;
/** Looks without trouble before more is tried: of picture, and of a picture at all. */
const MORE_AFTER = 2;
const PICTURE_AFTER = 5;
/** Each time more was too much, it is tried half as soon, down to this. */
const LONGEST_WAIT = 60;
/** More that was well for so many looks was not too much. */
const PROVEN_AFTER = 2;
/** Of what arrived so much is asked for next, so that the queue empties. */
const MARGIN = 0.9;

/** How much is sent on a line, and what led to it. */
export interface SendRate {
  readonly step: number;
  readonly roundTrips: readonly number[];
  /** The last looks with reports, since something was changed. */
  readonly reports: readonly Pick<Sent, "packets" | "lost">[];
  /** Looks in a row that say the line is too narrow; -1 for one that does not count. */
  readonly narrowLooks: number;
  readonly wellLooks: number;
  /** More was given a moment ago; a picture among it is shown to nobody until it proved not to be too much. */
  readonly isTrying: boolean;
  /** There is no picture, as far as people are told. */
  readonly isPaused: boolean;
  /** How many times in a row more was too much. */
  readonly failures: number;
}

/** @param roundTrip of the line before anything was sent on it, ms; undefined where nobody knows */
export const startSendRate = (roundTrip: number | undefined): SendRate => ({
  step: 0,
  roundTrips: [roundTrip ?? USUAL_ROUND_TRIP],
  reports: [],
  narrowLooks: 0,
  wellLooks: 0,
  isTrying: false,
  isPaused: false,
  failures: 0,
});

const at = (step: number): Step => STEPS[step] ?? STEPS[0];

/** What may be sent now. A camera gives way to a screen that is `shared`, from the first step on (SPEC MEDIA-3). */
export const allowanceOf = ({ step }: SendRate, shared: boolean): Allowance => {
  const { picture, sound } = at(step);
  return { camera: shared && step > 0 ? 0 : picture, screen: picture, sound };
};

/** Whether there is a picture of the camera, as far as people are told. */
export const pictureOf = ({ isPaused, step }: SendRate, shared: boolean): "sent" | "paused" =>
  isPaused || (shared && step > 0) ? "paused" : "sent";

/**
 * Takes in one look, every 2 s; undefined: nothing was reported since the last one. A line is too narrow for what is sent when much of
 * it is lost while a queue makes the rest late; loss alone is none of this device's doing, and sending less would not help.
 */
export const steer = (before: SendRate, sent: Sent | undefined): SendRate => {
  // Silence proves nothing, and is no trouble either: where little is sent, little is reported.
  if (!sent) return before.isTrying ? before : { ...well(before), narrowLooks: before.narrowLooks };
  const roundTrips = [...before.roundTrips, sent.roundTrip].slice(-REMEMBERED);
  const reports = [...before.reports, sent].slice(-TOGETHER);
  const next = { ...before, roundTrips, reports };
  const loss = lossIn(reports);
  const isQueued = sent.roundTrip > Math.min(...roundTrips) * QUEUED_TIMES + QUEUED_BY;
  // What fills a queue will be lost soon: more need not be tried that far.
  const isTooMuch = isQueued && (loss >= MUCH_LOSS || before.isTrying);
  return isTooMuch ? narrow(next, sent.rate, loss) : well(next);
};

const lossIn = (reports: SendRate["reports"]): number => {
  const packets = reports.reduce((sum, one) => sum + one.packets, 0);
  const lost = reports.reduce((sum, one) => sum + one.lost, 0);
  return packets < ENOUGH ? 0 : Math.min(1, lost / packets);
};

const narrow = (now: SendRate, rate: number, loss: number): SendRate => {
  const narrowLooks = now.narrowLooks + 1;
  if (narrowLooks < NARROW_LOOKS && !now.isTrying) return { ...now, narrowLooks, wellLooks: 0 };
  const arrives = rate * (1 - loss) * MARGIN;
  const fits = loss < TOO_MUCH_LOSS ? STEPS.findIndex(({ needs }) => needs <= arrives) : SOUND_ALONE;
  // What was well before more was tried is known to fit.
  const wanted = now.isTrying ? now.step + 1 : Math.max(now.step + 1, fits);
  const step = Math.min(STEPS.length - 1, wanted);
  const failures = now.isTrying ? now.failures + 1 : now.failures;
  const isPaused = now.isPaused || at(step).picture === 0;
  // The next look still tells of what was before.
  return { ...now, step, reports: [], narrowLooks: -1, wellLooks: 0, isTrying: false, isPaused, failures };
};

const well = (now: SendRate): SendRate => {
  const wellLooks = now.wellLooks + 1;
  const isProven = now.isTrying && wellLooks >= PROVEN_AFTER;
  const proven = { isTrying: false, isPaused: at(now.step).picture === 0, failures: 0 };
  const calm = { ...now, narrowLooks: 0, wellLooks, ...(isProven && proven) };
  if (calm.step === 0 || wellLooks < waitOf(calm)) return calm;
  return { ...calm, step: calm.step - 1, reports: [], wellLooks: 0, isTrying: true };
};

/** Looks without trouble before the next step up. */
const waitOf = ({ step, failures }: SendRate): number => {
  const first = at(step).picture === 0 && at(step - 1).picture !== 0 ? PICTURE_AFTER : MORE_AFTER;
  return Math.min(LONGEST_WAIT, first * 2 ** failures);
};
