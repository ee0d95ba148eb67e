import { describe } from "vitest";
import { given, NOTHING, waitForDevicesOff } from "./browser/media.ts";
import type { Tab } from "./browser/tab.ts";
import { ask, letIn, openLink, startCall, waitForCall, waitForMedia } from "./scenario/actions.ts";
import { expect, test } from "./scenario/test.ts";
import { impostorHello } from "./server/impostor.ts";
import type { Line, Middle, Rule } from "./server/middle.ts";
import { type Packet, withOpaque } from "./server/packet.ts";
import { flipped, type Outside, outsideOf } from "./server/wire.ts";

const UNSAFE = /something between the two devices changed the call’s keys/i;

/** Changes the opaque messages that `change` gives other bytes for; all else passes. */
const tampering =
  (change: (message: Outside, line: Line, way: "to-server" | "to-client") => Buffer | undefined): Rule =>
  (packet, way, line) => {
    const message = outsideOf(packet);
    const changed = message && change(message, line, way);
    return [changed ? withOpaque(packet, changed) : packet];
  };

/** Changes one message of the host on its way to the guest. */
const fromHost = (kind: Outside["kind"], seq: number, change: (bytes: Buffer) => Buffer): Rule =>
  tampering((message, line, way) =>
    way === "to-client" && line.role === "guest" && message.kind === kind && message.seq === seq
      ? change(message.bytes)
      : undefined,
  );

const admitted = (ep: number): Packet => ({ kind: "event", name: "admitted", payload: { ep } });

/** The session ended, the person was told why in `words`, and nothing was given to anyone. */
const expectStopped = async (tab: Tab, words: RegExp): Promise<void> => {
  await tab.waitForState("ended");
  await tab.waitForWords(words);
  await waitForDevicesOff(tab);
  expect(await given(tab)).toEqual(NOTHING);
};

/** Opaque messages the guest's device sent so far. */
const saidByGuest = (middle: Middle): string[] =>
  middle.passed
    .filter(({ way, line }) => way === "to-server" && line.role === "guest")
    .flatMap(({ packet }) => outsideOf(packet)?.kind ?? []);

describe("a server that lies about admission", () => {
  test("CONSENT-2: gets nothing while the host has not answered", async ({
    people,
    site,
    middle,
    capture,
  }) => {
    const { tab: host } = await people.arrive("Ada", "chromium");
    const { tab: guest } = await people.arrive("Bob", "firefox");
    const link = await startCall(host, middle.origin);
    await openLink(guest, link);
    await ask(guest, "Bob");
    await host.waitForText("knock", "Bob");
    const before = saidByGuest(middle);
    expect(before).toEqual(["KNOCK", "REVEAL"]);

    const { line } = await middle.waitFor(
      "the guest's knock",
      "to-server",
      (packet) => outsideOf(packet)?.kind === "KNOCK",
    );
    line.send("to-client", admitted(1));
    line.send("to-client", { kind: "event", name: "peer", payload: { s: "on", ep: 1 } });
    line.send("to-client", admitted(2));
    await host.click("decline");
    // The refusal came through the same line, after the lies.
    await guest.waitForState("ended");
    await guest.waitForWords(/can’t talk right now/);
    expect(saidByGuest(middle).filter((kind) => kind !== "sync")).toEqual(before);
    expect(await guest.states()).toEqual(["lobby", "asking", "ended"]);
    for (const tab of [host, guest]) expect(await given(tab)).toEqual(NOTHING);
    expect(await capture.betweenPeople(site.origin)).toEqual([]);
  });

  test("CONSENT-2: gets nothing when it never tells the host", async ({ people, site, middle, capture }) => {
    middle.rule = (packet, way, line) => {
      if (way !== "to-server" || packet.kind !== "event" || packet.name !== "knock") return [packet];
      if (packet.ack !== undefined)
        line.send("to-client", { kind: "ack", ack: packet.ack, payload: { ok: true, place: 0 } });
      line.send("to-client", admitted(1));
      return [];
    };
    const { tab: host } = await people.arrive("Ada", "chromium");
    const { tab: guest } = await people.arrive("Bob", "chromium");
    const link = await startCall(host, middle.origin);
    await openLink(guest, link);
    await ask(guest, "Bob");
    await middle.waitFor("the knock", "to-server", (packet) => outsideOf(packet)?.kind === "KNOCK");
    await guest.click("cancel");
    await guest.waitForState("lobby");
    await middle.waitFor(
      "the guest leave",
      "to-server",
      (packet) => packet.kind === "event" && packet.name === "leave",
    );
    expect(saidByGuest(middle)).toEqual(["KNOCK"]);
    expect(await guest.states()).toEqual(["lobby", "asking", "lobby"]);
    expect(await host.states()).toEqual(["home", "waiting"]);
    for (const tab of [host, guest]) expect(await given(tab)).toEqual(NOTHING);
    expect(await capture.betweenPeople(site.origin)).toEqual([]);
  });
});

describe("a server that changes the handshake", () => {
  test.for(["chromium", "firefox"] as const)(
    "HS-7: with the link and the host's place, but not the host's key, is told from the host in %s",
    async (browser, { people, site, middle, capture }) => {
      const { tab: host } = await people.arrive("Ada", "chromium");
      const { tab: guest } = await people.arrive("Bob", browser);
      const link = await startCall(host, middle.origin);
      middle.rule = fromHost("HELLO", 0, (hello) => impostorHello(hello, knockIn(middle), link, "identity"));
      await openLink(guest, link);
      await ask(guest, "Bob");
      await expectStopped(guest, /not the one this link was made on/i);
      // The guest's key and name were not even shown to it.
      expect(saidByGuest(middle)).toEqual(["KNOCK"]);
      expect(await host.sees("knock")).toBe(false);
      expect(await given(host)).toEqual(NOTHING);
      expect(await capture.betweenPeople(site.origin)).toEqual([]);
    },
  );

  test("HS-7: an ephemeral key swapped without the link", async ({ people, site, middle, capture }) => {
    middle.rule = fromHost("HELLO", 0, (hello) => flipped(hello, 40));
    const { tab: host } = await people.arrive("Ada", "chromium");
    const { tab: guest } = await people.arrive("Bob", "chromium");
    await openLink(guest, await startCall(host, middle.origin));
    await ask(guest, "Bob");
    await expectStopped(guest, UNSAFE);
    expect(await capture.betweenPeople(site.origin)).toEqual([]);
  });

  test("HS-7: an ephemeral key swapped with the link", async ({ people, site, middle, capture }) => {
    const { tab: host } = await people.arrive("Ada", "chromium");
    const { tab: guest } = await people.arrive("Bob", "chromium");
    const link = await startCall(host, middle.origin);
    middle.rule = fromHost("HELLO", 0, (hello) => impostorHello(hello, knockIn(middle), link, "ephemeral"));
    await openLink(guest, link);
    await ask(guest, "Bob");
    // The host's device can not open what was sealed for another key: it never rings, and says why.
    await host.waitForWords(UNSAFE);
    expect(await host.sees("knock")).toBe(false);
    await host.waitForState("waiting");
    for (const tab of [host, guest]) expect(await given(tab)).toEqual(NOTHING);
    expect(await capture.betweenPeople(site.origin)).toEqual([]);
  });

  test("HS-7: the guest's key swapped in REVEAL", async ({ people, site, middle, capture }) => {
    middle.rule = tampering((message, line, way) =>
      way === "to-client" && line.role === "host" && message.kind === "REVEAL"
        ? flipped(message.bytes, 50)
        : undefined,
    );
    const { tab: host } = await people.arrive("Ada", "firefox");
    const { tab: guest } = await people.arrive("Bob", "chromium");
    await openLink(guest, await startCall(host, middle.origin));
    await ask(guest, "Bob");
    await host.waitForWords(UNSAFE);
    expect(await host.sees("knock")).toBe(false);
    for (const tab of [host, guest]) expect(await given(tab)).toEqual(NOTHING);
    expect(await capture.betweenPeople(site.origin)).toEqual([]);
  });
});

describe("a server that changes sealed frames (S-01)", () => {
  test.for([
    { what: "the host's proof of its fingerprint", kind: "FIN_H", seq: 0, at: 100 },
    { what: "the offer", kind: "message", seq: 1, at: 2_000 },
  ] as const)(
    "FRAME-8: a bit of $what ends the guest's session",
    async ({ kind, seq, at }, { people, site, middle, capture }) => {
      middle.rule = fromHost(kind, seq, (bytes) => flipped(bytes, at));
      const { tab: host } = await people.arrive("Ada", "chromium");
      const { tab: guest } = await people.arrive("Bob", "firefox");
      await openLink(guest, await startCall(host, middle.origin));
      await ask(guest, "Bob");
      await expectStopped(guest, UNSAFE);
      expect(await given(host)).toEqual(NOTHING);
      expect(await capture.betweenPeople(site.origin)).toEqual([]);
    },
  );

  test("FRAME-8: a bit of ACCEPT ends the session, although the host said yes", async ({
    people,
    site,
    middle,
    capture,
  }) => {
    middle.rule = fromHost("message", 2, (bytes) => flipped(bytes, -1));
    const { tab: host } = await people.arrive("Ada", "chromium");
    const { tab: guest } = await people.arrive("Bob", "chromium");
    await openLink(guest, await startCall(host, middle.origin));
    await ask(guest, "Bob");
    await letIn(host, "Bob");
    await expectStopped(guest, UNSAFE);
    expect(await capture.betweenPeople(site.origin)).toEqual([]);
  });

  test("FRAME-8: a bit of the answer ends the session at the host", async ({
    people,

    middle,
    capture,
  }) => {
    middle.rule = tampering((message, line, way) =>
      way === "to-client" && line.role === "host" && message.kind === "message"
        ? flipped(message.bytes, -1)
        : undefined,
    );
    const { tab: host } = await people.arrive("Ada", "chromium");
    const { tab: guest } = await people.arrive("Bob", "chromium");
    await openLink(guest, await startCall(host, middle.origin));
    await ask(guest, "Bob");
    await letIn(host, "Bob");
    await host.waitForState("ended");
    await host.waitForWords(UNSAFE);
    await waitForDevicesOff(host);
    expect((await given(host)).applied).toEqual([]);
    // Both said yes, so checks may have gone out; but nothing that two keys have not agreed on.
    expect((await capture.media()).filter(({ kind }) => kind === "rtp")).toEqual([]);
  });
});

describe("a server that plays messages again (S-06)", () => {
  test("FRAME-4, FRAME-5: doubled, reflected and old frames change nothing", async ({ people, middle }) => {
    const { tab: host } = await people.arrive("Ada", "chromium");
    const { tab: guest } = await people.arrive("Bob", "firefox");
    const link = await startCall(host, middle.origin);
    const old: Packet[] = [];
    middle.rule = (packet, way, line) => {
      const kind = outsideOf(packet)?.kind;
      const sealed = kind === "FIN_H" || kind === "message" || kind === "sync";
      if (way !== "to-client" || !sealed) return [packet];
      if (line.role === "guest") old.push(packet);
      return [packet, packet];
    };
    await openLink(guest, link);
    await ask(guest, "Bob");
    await letIn(host, "Bob");
    await waitForCall(host, guest);
    await waitForMedia(host, guest);
    await guest.click("leave");
    await host.waitForState("ended");
    expect(old.map((packet) => outsideOf(packet)?.kind)).toEqual(
      expect.arrayContaining(["FIN_H", "message"]),
    );

    // The second call of the same link hears all of the first again, and what its own guest sealed.
    middle.rule = (packet, way, line) => {
      if (packet.kind !== "event" || packet.name !== "frame" || line.role !== "guest") return [packet];
      if (way === "to-client") return [...old, packet];
      if (outsideOf(packet)?.kind === "message") line.send("to-client", packet);
      return [packet];
    };
    await host.click("rejoin");
    await host.waitForState("waiting");
    await guest.click("rejoin");
    await guest.waitForState("lobby");
    await ask(guest, "Bob");
    await letIn(host, "Bob");
    await waitForCall(host, guest);
    await waitForMedia(host, guest);
  });

  test("HS-7: an old knock rings nobody", async ({ people, middle }) => {
    const { tab: host } = await people.arrive("Ada", "chromium");
    const { tab: guest } = await people.arrive("Bob", "chromium");
    const link = await startCall(host, middle.origin);
    await openLink(guest, link);
    await ask(guest, "Bob");
    const knock = await middle.waitFor(
      "the knock handed to the host",
      "to-client",
      (packet, line) => line.role === "host" && outsideOf(packet)?.kind === "KNOCK",
    );
    await host.waitForText("knock", "Bob");
    await guest.click("cancel");
    await host.waitForGone("knock");

    const answered = hellos(middle);
    knock.line.send("to-client", knock.packet);
    await ask(guest, "Bob, once more");
    await letIn(host, "Bob, once more");
    await waitForCall(host, guest);
    // One HELLO for the true knock, none for the old one.
    expect(hellos(middle)).toBe(answered + 1);
  });
});

const hellos = (middle: Middle): number =>
  middle.passed.filter(({ way, packet }) => way === "to-server" && outsideOf(packet)?.kind === "HELLO")
    .length;

/** The KNOCK the guest sent. */
const knockIn = (middle: Middle): Buffer => {
  const knock = middle.passed
    .flatMap(({ packet }) => outsideOf(packet) ?? [])
    .find(({ kind }) => kind === "KNOCK");
  if (!knock) throw new Error("Nobody knocked.");
  return knock.bytes;
};
