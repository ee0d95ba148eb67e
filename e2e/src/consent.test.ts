import { describe } from "vitest";
import type { BrowserName } from "./browser/launch.ts";
import { given, NOTHING } from "./browser/media.ts";
import { ask, openLink, pressBar, startCall, waitForCall, waitForMedia } from "./scenario/actions.ts";
import { leaksIn, linkSecret, nameSecret } from "./scenario/leaks.ts";
import { expect, test } from "./scenario/test.ts";
import { outsideOf } from "./server/wire.ts";

const NAME = "Čeněk Überraschung";

/** Set-ups of each pair of browsers; a release runs 50. */
const { ONECALL_CONSENT_ROUNDS = "1" } = process.env;
const ROUNDS = Number(ONECALL_CONSENT_ROUNDS);

const PAIRS: readonly (readonly [BrowserName, BrowserName])[] = [
  ["chromium", "chromium"],
  ["chromium", "firefox"],
  ["firefox", "chromium"],
  ["firefox", "firefox"],
];

describe.each(Array.from({ length: ROUNDS }, (_, round) => ({ round: round + 1 })))("round $round", () => {
  test.for(PAIRS)(
    "CONSENT-1: nothing of either side goes out before both said yes, host %s, guest %s",
    async ([hostBrowser, guestBrowser], { people, site, middle, capture }) => {
      const { tab: host } = await people.arrive("Ada", hostBrowser);
      const { tab: guest } = await people.arrive("Bob", guestBrowser);

      const link = await startCall(host, middle.origin);
      await openLink(guest, link);
      await ask(guest, NAME);
      await host.waitForText("knock", NAME);
      // All that may be prepared is prepared: the guest has the host's offer.
      await guest.waitFor(
        "the offer is set",
        () =>
          window.recorder.connections.some(
            ({ connection }) => connection.signalingState === "have-remote-offer",
          ),
        undefined,
      );
      const opaque = middle.passed.filter(({ way, packet }) => way === "to-server" && outsideOf(packet));
      const relayed = opaque.flatMap(({ packet }) => outsideOf(packet) ?? []);
      expect(relayed.map(({ kind }) => kind)).toEqual(["KNOCK", "HELLO", "REVEAL", "FIN_H", "message"]);
      expect(relayed.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThanOrEqual(24_576);
      expect(await given(host)).toEqual(NOTHING);
      expect(await given(guest)).toEqual(NOTHING);
      expect(await capture.betweenPeople(site.origin)).toEqual([]);

      await host.click("accept");
      await waitForCall(host, guest);
      await waitForMedia(host, guest);
      // The proofs above would have seen what they deny.
      await capture.waitForMedia();
      expect((await given(host)).applied).not.toEqual([]);
      expect((await given(guest)).attached).toEqual(expect.arrayContaining(["audio", "video"]));

      await pressBar(guest, "leave");
      await host.waitForState("ended");
      const secrets = [nameSecret(NAME), linkSecret(link)];
      expect(leaksIn([...middle.passed.map(({ text }) => text), ...middle.asked], secrets)).toEqual([]);
      expect(leaksIn(site.log(), secrets)).toEqual([]);
      const rooms = middle.passed.flatMap(({ text }) => /"room":"([\w-]{22})"/.exec(text)?.[1] ?? []);
      expect(rooms).not.toEqual([]);
      expect(site.log().filter((line) => rooms.some((room) => line.includes(room)))).toEqual([]);
    },
  );
});
