/** Share of packets lost above which a line is weak, and below which it is good again. */
const WEAK_LOSS = 0.08;
const GOOD_LOSS = 0.03;
/** Round trip above which people talk over each other, ms; ITU-T G.114 puts the limit of one way at 400 ms. */
const WEAK_ROUND_TRIP = 800;
const GOOD_ROUND_TRIP = 500;
/** Fewer packets than this between two looks tell nothing. */
const ENOUGH = 20;
/** A line that was weak is called good after so many good looks in a row. */
const GOOD_LOOKS = 3;

/** Sums of a connection since it began (webrtc-stats). */
export interface Received {
  readonly packets: number;
  readonly lost: number;
  /** ms; undefined where the browser tells none. */
  readonly roundTrip: number | undefined;
}

/** How well packets come in. */
export interface Reception {
  readonly last: Received;
  readonly weak: boolean;
  readonly goodLooks: number;
}

export const startReception = (last: Received): Reception => ({ last, weak: false, goodLooks: 0 });

/** Judges what came between two looks, 2 s apart; what is between good and weak changes nothing. */
export const judge = (before: Reception, now: Received): Reception => {
  const packets = now.packets - before.last.packets;
  const lost = Math.max(0, now.lost - before.last.lost);
  const loss = packets + lost < ENOUGH ? 0 : lost / (packets + lost);
  const roundTrip = now.roundTrip ?? 0;
  if (loss > WEAK_LOSS || roundTrip > WEAK_ROUND_TRIP) return { last: now, weak: true, goodLooks: 0 };
  const isGood = loss < GOOD_LOSS && roundTrip < GOOD_ROUND_TRIP;
  const goodLooks = isGood ? before.goodLooks + 1 : 0;
  return { last: now, weak: before.weak && goodLooks < GOOD_LOOKS, goodLooks };
};
