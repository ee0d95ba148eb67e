import type { Change } from "./change.ts";
import { type Answer, type Input, refuse, strike } from "./step.ts";

/** Gives the guest seat to a key; the caller verified the host's signature over it and the epoch. */
export const admit = (change: Change, { conn, key, ep }: Extract<Input, { type: "admit" }>): Answer => {
  if (change.host.at !== "on" || change.host.conn !== conn) return strike("closed");
  if (ep !== change.ep) return refuse("stale");
  const guest = change.guestWithKey(key) ?? change.addGuest(key);
  const replaced = change.seat && change.seat.p !== guest.p ? change.guests.get(change.seat.p) : undefined;
  if (replaced) change.update(replaced, { told: undefined });

  const knock = change.queue.find(({ p }) => p === guest.p);
  change.dequeue(guest.p);
  change.ep += 1;
  const kept = change.seat?.p === guest.p ? change.seat.call : undefined;
  const call = knock?.serial ?? kept ?? change.nextSerial();
  change.seat = { p: guest.p, serial: change.nextSerial(), knock: undefined, call };
  change.update(guest, { dismissals: 0, quietUntil: 0, told: undefined });
  change.send(guest.conn, "admitted", { ep: change.ep });
  change.log("admitted");
  // After a restart of the server the host names a key whose handle it can not know.
  return { ok: true, ep: change.ep, p: guest.p, peer: guest.conn !== undefined };
};
