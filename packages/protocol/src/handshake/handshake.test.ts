import { expect, test } from "vitest";
import { guestOf, hostOf, makeParties, makeSessions } from "../../fixtures/session-pair.ts";
import { claimOf } from "./head.ts";

test("HS-2 to HS-6: both devices learn the other's key, fingerprint and the same check code", async () => {
  const parties = await makeParties();
  const { guest, host, hostAsSeen } = await makeSessions(parties);
  expect(host.peer).toEqual({
    key: parties.guestKey,
    fingerprint: parties.guestFingerprint,
    profile: { n: "Ada", c: [] },
  });
  expect(hostAsSeen).toEqual({ key: parties.hostKey, fingerprint: parties.hostFingerprint });
  expect(guest.hostKey).toEqual(parties.hostKey);
  expect(guest.checkCode).toEqual(host.checkCode);
});

test("HS-1: sizes and heads on the wire are those of the rules", async () => {
  const parties = await makeParties();
  const guest = await guestOf(parties);
  const host = hostOf(parties);
  const { hello, sid } = await host.onKnock(guest.knock);
  const { reveal } = await guest.onHello(hello);
  const { fin } = await host.onReveal(reveal);
  expect([guest.knock, hello, reveal, fin].map(({ length }) => length)).toEqual([66, 228, 212 + 299, 299]);
  expect([guest.knock, hello, reveal, fin].map((bytes) => claimOf(bytes)?.kind)).toEqual([
    "knock",
    "hello",
    "reveal",
    "fin",
  ]);
  for (const bytes of [guest.knock, hello, reveal, fin]) expect(claimOf(bytes)?.sid).toEqual(guest.sid);
  expect(sid).toEqual(guest.sid);
});

test("HS-1: what is no message of onecall/1 claims nothing", async () => {
  const { knock } = await guestOf(await makeParties());
  expect(claimOf(new Uint8Array())).toBeUndefined();
  expect(claimOf(knock.slice(0, 17))).toBeUndefined();
  expect(claimOf(Uint8Array.of(2, ...knock.slice(1)))).toBeUndefined();
  expect(claimOf(Uint8Array.of(1, 9, ...knock.slice(2)))).toBeUndefined();
});

test("HS-6: a long name makes a longer frame and arrives whole", async () => {
  const parties = await makeParties();
  const n = "\u{1F427}".repeat(32);
  const c = Array.from({ length: 16 }, (_, i) => `capability-${i}`.slice(0, 16));
  const guest = await guestOf(parties, { profile: { n, c } });
  const host = hostOf(parties);
  const { hello } = await host.onKnock(guest.knock);
  const { reveal } = await guest.onHello(hello);
  expect(reveal.length).toBe(212 + 1067);
  expect((await host.onReveal(reveal)).peer.profile).toEqual({ n, c });
});

test("KEY-5: two handshakes of the same devices share no message and no check code", async () => {
  const parties = await makeParties();
  const codes = new Set<string>();
  const knocks = new Set<string>();
  for (let i = 0; i < 8; i++) {
    const guest = await guestOf(parties);
    knocks.add(guest.knock.join());
    codes.add((await makeSessions(parties)).host.checkCode.numbers.join());
  }
  expect(knocks.size).toBe(8);
  expect(codes.size).toBe(8);
});

test("HS-7: someone in the middle without the host's key reaches neither side, even with the link", async () => {
  const parties = await makeParties();
  const other = await makeParties();
  const attacker = { ...parties, host: other.host };
  const guest = await guestOf(parties);
  const { hello } = await hostOf(attacker).onKnock(guest.knock);
  await expect(guest.onHello(hello)).rejects.toMatchObject({ code: "handshake-host-key" });
});
