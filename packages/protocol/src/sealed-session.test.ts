import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { guestOf, hostOf, makeParties, makeSessions } from "../fixtures/session-pair.ts";
import { type Bytes, random } from "./bytes.ts";
import { FRAME_TYPE } from "./frame.ts";
import { LIMITS } from "./limits.ts";
import type { Message } from "./messages.ts";
import type { Opened, SealedSession } from "./sealed-session.ts";

const parties = await makeParties();
const flip = (bytes: Bytes, at: number): Bytes => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

const sessions = async (): Promise<{ guest: SealedSession; host: SealedSession }> => {
  const { guest, host } = await makeSessions(parties);
  return { guest: guest.session, host: host.session };
};

/** A message that tells which one it is. */
const media = (n: number): Message => ({ t: "media", n, a: true, v: true, s: false });
const numberOf = (opened: Opened): number | undefined =>
  opened.kind === "message" && opened.message.t === "media" ? opened.message.n : undefined;
const framesOf = (opened: Opened): readonly Bytes[] => {
  if (opened.kind !== "resend") throw new Error(`a sync was answered as ${opened.kind}`);
  return opened.frames;
};
const sealAll = async (session: SealedSession, numbers: readonly number[]): Promise<Bytes[]> => {
  const frames: Bytes[] = [];
  for (const n of numbers) frames.push(await session.seal(media(n)));
  return frames;
};

test("FRAME-4: messages arrive in order, both ways, with calls overlapping", async () => {
  const { guest, host } = await sessions();
  for (const [from, to] of [
    [guest, host],
    [host, guest],
  ] as const) {
    const frames = await Promise.all([0, 1, 2, 3, 4].map((n) => from.seal(media(n))));
    const opened = await Promise.all(frames.map((frame) => to.open(frame)));
    expect(opened.map(numberOf)).toEqual([0, 1, 2, 3, 4]);
  }
});

test("FRAME-4: a duplicate is dropped, a frame after a gap is not opened, and the first one says so", async () => {
  const { guest, host } = await sessions();
  const [a, b, c] = await sealAll(guest, [0, 1, 2]);
  if (!a || !b || !c) throw new Error("three frames");
  expect(await host.open(b)).toEqual({ kind: "gap", first: true });
  expect(await host.open(c)).toEqual({ kind: "gap", first: false });
  expect(numberOf(await host.open(a))).toBe(0);
  expect(await host.open(a)).toEqual({ kind: "duplicate" });
  expect(await host.open(c)).toEqual({ kind: "gap", first: true });
  const resend = framesOf(await guest.open(await host.sync()));
  expect(resend).toEqual([b, c]);
  for (const [i, frame] of resend.entries()) expect(numberOf(await host.open(frame))).toBe(i + 1);
});

test("FRAME-7: what is sent again is byte-identical, and acknowledged frames are forgotten", async () => {
  const { guest, host } = await sessions();
  const frames = await sealAll(guest, [0, 1, 2, 3]);
  for (const frame of frames.slice(0, 2)) await host.open(frame);
  const early = await host.sync();
  expect(framesOf(await guest.open(early))).toEqual(frames.slice(2));
  for (const frame of frames.slice(2)) await host.open(frame);
  expect(framesOf(await guest.open(await host.sync()))).toEqual([]);
  expect(framesOf(await guest.open(early))).toEqual([]);
});

test("FRAME-7: the guest gets a lost FIN_H again", async () => {
  const guest = await guestOf(parties);
  const host = hostOf(parties);
  const { hello } = await host.onKnock(guest.knock);
  const { reveal, session } = await guest.onHello(hello);
  const { session: hostSession, fin } = await host.onReveal(reveal);
  const offer = await hostSession.seal(media(0));
  expect(await session.open(offer)).toEqual({ kind: "gap", first: true });
  const resend = framesOf(await hostSession.open(await session.sync()));
  expect(resend).toEqual([fin, offer]);
  await expect(session.open(fin)).rejects.toMatchObject({ code: "frame-malformed" });
  await expect(guest.onFin(fin)).resolves.toMatchObject({ peer: { key: parties.hostKey } });
  expect(await session.open(fin)).toEqual({ kind: "duplicate" });
  expect(numberOf(await session.open(offer))).toBe(0);
});

test("FRAME-7: a sync is due after every 16 messages without one", async () => {
  const { guest, host } = await sessions();
  const due: number[] = [];
  for (let n = 0; n < 64; n++) {
    const opened = await host.open(await guest.seal(media(n)));
    if (opened.kind === "message" && opened.syncDue) {
      due.push(n);
      await guest.open(await host.sync());
    }
  }
  expect(due).toEqual([14, 30, 46, 62]);
});

test("FRAME-7: 64 frames wait at most; then sealing is refused until there is room, and no number is lost", async () => {
  const { guest, host } = await sessions();
  const waiting = LIMITS.unackedFrames - 1; // FIN_G is one of them.
  const frames = await sealAll(
    guest,
    Array.from({ length: waiting }, (_, n) => n),
  );
  await expect(guest.seal(media(99))).rejects.toMatchObject({ code: "frame-overflow" });
  await host.open(frames[0] ?? random(299));
  await guest.open(await host.sync());
  frames.push(await guest.seal(media(waiting)), await guest.seal(media(waiting + 1)));
  const opened: (number | undefined)[] = [];
  for (const frame of frames.slice(1)) opened.push(numberOf(await host.open(frame)));
  expect(opened).toEqual(Array.from({ length: waiting + 1 }, (_, n) => n + 1));
});

test("FRAME-7: 512 KiB wait at most", async () => {
  const { guest } = await sessions();
  const sdp = "x".repeat(16_000);
  let sealed = 299;
  for (;;) {
    const frame = await guest.seal({ t: "offer", ep: 0, o: 0, sdp }).catch((error: unknown) => error);
    if (!(frame instanceof Uint8Array)) {
      expect(frame).toMatchObject({ code: "frame-overflow" });
      break;
    }
    sealed += frame.length;
  }
  expect(sealed).toBeLessThanOrEqual(LIMITS.unackedBytes);
  expect(sealed + 16_427).toBeGreaterThan(LIMITS.unackedBytes);
});

test("FRAME-3: a message longer than a frame is refused and takes no number", async () => {
  const { guest, host } = await sessions();
  const sdp = "\r\n".repeat(8192);
  await expect(guest.seal({ t: "offer", ep: 0, o: 0, sdp })).rejects.toMatchObject({
    code: "frame-malformed",
  });
  expect(numberOf(await host.open(await guest.seal(media(1))))).toBe(1);
});

describe("FRAME-5: refused without harm:", () => {
  test.each<[string, (frame: Bytes, own: Bytes) => Bytes]>([
    ["nothing", () => new Uint8Array()],
    ["a header alone", (frame) => frame.slice(0, 27)],
    ["another version", (frame) => Uint8Array.of(2, ...frame.slice(1))],
    ["another session", (frame) => flip(frame, 5)],
    ["the receiver's own frame", (_, own) => own],
    ["a FIN with a number", (frame) => Uint8Array.of(1, FRAME_TYPE.finG, ...frame.slice(2))],
    ["an unknown type", (frame) => Uint8Array.of(1, 17, ...frame.slice(2))],
    ["a sync of the wrong length", (frame) => Uint8Array.of(1, FRAME_TYPE.sync, ...frame.slice(2))],
  ])("%s", async (_, tamper) => {
    const { guest, host } = await sessions();
    const frame = await guest.seal(media(0));
    const bad = tamper(frame, await host.seal(media(0)));
    await expect(host.open(bad)).rejects.toMatchObject({ code: "frame-malformed" });
    expect(numberOf(await host.open(frame))).toBe(0);
  });
});

describe("FRAME-8: the session is over after", () => {
  const expectDead = async (session: SealedSession, frame: Bytes) => {
    for (const call of [session.open(frame), session.seal(media(9)), session.sync()]) {
      await expect(call).rejects.toMatchObject({ code: "frame-forged" });
    }
  };

  test("the first frame in order that does not open", async () => {
    const { guest, host } = await sessions();
    const frame = await guest.seal(media(0));
    await expect(host.open(flip(frame, 200))).rejects.toMatchObject({ code: "frame-forged" });
    await expectDead(host, frame);
  });

  test("the first sync whose tag does not hold, whatever it claims", async () => {
    for (const at of [26, 27, 42]) {
      const { guest, host } = await sessions();
      const sync = await guest.sync();
      expect(sync).toHaveLength(43);
      await expect(host.open(flip(sync, at))).rejects.toMatchObject({ code: "frame-forged" });
      await expectDead(host, sync);
    }
  });

  test("a forged frame, while a changed duplicate or one behind a gap is never opened", async () => {
    const { guest, host } = await sessions();
    const [a, b, c] = await sealAll(guest, [0, 1, 2]);
    if (!a || !b || !c) throw new Error("three frames");
    await host.open(a);
    expect(await host.open(flip(a, 100))).toEqual({ kind: "duplicate" });
    expect(await host.open(flip(c, 100))).toEqual({ kind: "gap", first: true });
    expect(numberOf(await host.open(b))).toBe(1);
  });
});

test("MSG-1: a true frame with a content nobody understands counts as received", async () => {
  const { guest, host } = await sessions();
  // A newer version's message: legal on the wire, unknown here.
  const future = { ...media(0), extra: 1 };
  const [bad, good] = [await guest.seal(future), await guest.seal(media(1))];
  await expect(host.open(bad)).rejects.toMatchObject({ code: "message-malformed" });
  expect(numberOf(await host.open(good))).toBe(1);
});

type Fate = "pass" | "lose" | "twice" | "late";

test("FRAME-4, FRAME-7: whatever is lost, doubled or reordered, every message arrives once and in order", async () => {
  const fates = fc.array(fc.constantFrom<Fate>("pass", "pass", "lose", "twice", "late"), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(fates, fates, async (there, back) => {
      const { guest, host } = await sessions();
      const got: number[] = [];
      const wire: Bytes[] = [];
      const held: Bytes[] = [];
      /** Puts a frame on the wire as the next fate says; a wire without fates left is a good one. */
      const send = (fate: Fate | undefined, frame: Bytes) => {
        if (fate === "late") held.push(frame);
        else if (fate !== "lose") wire.push(frame, ...held.splice(0));
        if (fate === "twice") wire.push(frame);
      };
      const drain = async () => {
        for (let frame = wire.shift(); frame; frame = wire.shift()) {
          const opened = await host.open(frame);
          const n = numberOf(opened);
          if (n !== undefined) got.push(n);
        }
      };
      const pending = [...there];
      const total = 20;
      for (let n = 0; n < total; n++) {
        send(pending.shift(), await guest.seal(media(n)));
        if (n % 3 === 0) await drain();
      }
      const lostSyncs = back.filter((fate) => fate === "lose").length;
      for (let round = 0; got.length < total && round <= lostSyncs + pending.length + 1; round++) {
        const sync = await host.sync();
        if (back[round] === "lose") continue;
        for (const frame of framesOf(await guest.open(sync))) send(pending.shift(), frame);
        await drain();
      }
      expect(got).toEqual(Array.from({ length: total }, (_, n) => n));
    }),
    { numRuns: 60 },
  );
});
