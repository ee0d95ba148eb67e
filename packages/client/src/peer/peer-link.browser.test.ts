import type { Message } from "@onecall/protocol";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  accept,
  capture,
  closeLinks,
  type Delivery,
  type Half,
  none,
  pair,
  ready,
  SID,
  whole,
} from "../../testing/link-pair.ts";
import { type AcceptProof, proofOfClick } from "./consent.ts";
import type { LocalTracks } from "./local-tracks.ts";
import { sectionsOf } from "./media-sections.ts";

afterEach(closeLinks);

const stop = (tracks: LocalTracks) => {
  for (const track of Object.values(tracks)) track?.stop();
};

/** What comes in a section, counted since it began. */
const countOf = async (section: RTCRtpTransceiver | undefined, key: string): Promise<number> => {
  const stats = [...((await section?.receiver.getStats())?.values() ?? [])];
  return Number(stats.find(({ type }) => type === "inbound-rtp")?.[key] ?? 0);
};
/** Pictures come in a section, from now on. */
const moves = async (section: RTCRtpTransceiver | undefined) => {
  const before = await countOf(section, "framesDecoded");
  await vi.waitFor(async () => expect(await countOf(section, "framesDecoded")).toBeGreaterThan(before + 3), {
    timeout: 10_000,
  });
};

interface Halves {
  readonly host: Half;
  readonly guest: Half;
}

/** Two ends whose line is whole and known to be. */
const connected = async (): Promise<Halves> => {
  const halves = await pair();
  await ready(halves);
  accept(halves, none);
  await whole(halves);
  return halves;
};

const fragmentOf = ({ link }: Half, side: "local" | "remote" = "local") => {
  const { currentLocalDescription, currentRemoteDescription } = link.connection;
  const { sdp = "" } = (side === "local" ? currentLocalDescription : currentRemoteDescription) ?? {};
  return /a=ice-ufrag:(\S+)/.exec(sdp)?.[1];
};

/** The offers an end made, each once. */
const offersOf = ({ sent }: Half) => {
  const offers = new Map<number, { ep: number; o: number }>();
  for (const said of sent) if (said.t === "offer") offers.set(said.o, { ep: said.ep, o: said.o });
  return [...offers.values()];
};

/** Nothing is under way, and both mean the same. */
const agree = ({ host, guest }: Halves) => {
  for (const { link } of [host, guest]) expect(link.connection.signalingState).toBe("stable");
  expect(fragmentOf(guest, "remote")).toBe(fragmentOf(host));
  expect(fragmentOf(host, "remote")).toBe(fragmentOf(guest));
};

/** Both are done with generation `ep`, and connected by it. */
const settledAt = (halves: Halves, ep: number) =>
  vi.waitFor(
    () => {
      expect(offersOf(halves.host).at(-1)?.ep).toBe(ep);
      agree(halves);
      for (const { link } of [halves.host, halves.guest]) {
        expect(link.connection.iceConnectionState).toMatch(/^(connected|completed)$/);
      }
    },
    { timeout: 10_000 },
  );

/** What is said over the data channel still arrives, at the other end's own connection. */
const carriesControl = async ({ host, guest }: Halves) => {
  for (const { link } of [host, guest]) {
    const before = await received(link.connection);
    await vi.waitFor(
      async () => {
        expect(await received(link.connection)).toBeGreaterThan(before);
      },
      { timeout: 10_000 },
    );
  }
};
/** How many pulses came. */
const received = async (connection: RTCPeerConnection) => {
  const stats = [...(await connection.getStats()).values()];
  return Number(
    stats.find(({ type, label }) => type === "data-channel" && label === "pulse")?.messagesReceived,
  );
};

/** Descriptions come twice on their own way, and by the other way as well. */
const twiceByBoth =
  (to: Half): Delivery =>
  (message, way) => {
    if (message.t !== "offer" && message.t !== "answer") return 1;
    if (way === "data") void to.link.receive(message);
    return 2;
  };

/** What a page never does, but what two offers at once need: this end wants to negotiate by itself. */
const renegotiate = ({ link }: Half) => {
  for (const transceiver of link.connection.getTransceivers()) {
    transceiver.direction = transceiver.direction === "sendrecv" ? "sendonly" : "sendrecv";
  }
};

/** Both agree, and on what they want now: each of them always sends, as far as the other one receives. */
const negotiated = (halves: Halves) => {
  agree(halves);
  const directions = [halves.host, halves.guest].map(({ link }) =>
    link.connection.getTransceivers().map(({ direction, currentDirection }) => [direction, currentDirection]),
  );
  const [host = [], guest = []] = directions;
  for (const [i, [own, current]] of host.entries()) {
    const [other, theirs] = guest[i] ?? [];
    const [sends, receives] = [other === "sendrecv", own === "sendrecv"];
    expect(current).toBe(DIRECTION[`${sends} ${receives}`]);
    expect(theirs).toBe(DIRECTION[`${receives} ${sends}`]);
  }
};
const DIRECTION: Record<string, RTCRtpTransceiverDirection> = {
  "true true": "sendrecv",
  "true false": "sendonly",
  "false true": "recvonly",
  "false false": "inactive",
};

describe("PeerLink", () => {
  it("CONSENT-1: before both yes no candidate is sent or used, no track attached, no answer set", async () => {
    const { host, guest } = await pair();
    const tracks = await capture();
    await ready({ host, guest });
    host.link.setTracks(tracks);
    guest.link.setTracks(tracks);
    await guest.link.receive({ t: "cand", ep: 0, c: [{ candidate: "x", sdpMid: "0", sdpMLineIndex: 0 }] });
    await host.link.receive({ t: "answer", ep: 0, o: 0, sdp: "v=0" });
    // Gathering done on the host's side: everything that could have leaked was there to leak.
    await vi.waitFor(() => expect(host.link.connection.iceGatheringState).toBe("complete"));

    expect(host.sent.map(({ t }) => t)).toEqual(["offer"]);
    expect(JSON.stringify(host.sent)).not.toMatch(/candidate:/);
    expect(guest.sent).toEqual([]);
    expect(guest.link.dropped).toBe(1);
    expect(host.link.dropped).toBe(1);
    for (const { link } of [host, guest]) {
      expect(link.connection.getSenders().map(({ track }) => track)).toEqual([null, null, null, null]);
      expect(link.connection.iceConnectionState).toBe("new");
    }
    stop(tracks);
  });

  it("CONSENT-1: opens only against this session's own proof", async () => {
    const { host } = await pair();
    const forged: AcceptProof = { sid: SID };
    expect(() => host.link.open(forged, none)).toThrow(/without proof/);
    expect(() => host.link.open(proofOfClick("00"), none)).toThrow(/without proof/);
  });

  it("connects after both yes and carries picture, sound and control messages both ways", async () => {
    const halves = await pair();
    const tracks = await capture();
    await ready(halves);
    accept(halves, tracks);
    for (const { link, states } of [halves.host, halves.guest]) {
      await vi.waitFor(() => expect(states).toContain("up"), { timeout: 10_000 });
      await vi.waitFor(() => expect(link.sendControl({ t: "bye", r: "left" })).toBe(true), {
        timeout: 10_000,
      });
      await vi.waitFor(
        async () => {
          const { camera, microphone } = sectionsOf(link.connection.getTransceivers());
          expect(await countOf(camera, "framesDecoded")).toBeGreaterThan(0);
          expect(await countOf(microphone, "packetsReceived")).toBeGreaterThan(0);
        },
        { timeout: 10_000 },
      );
      // Chromium sends the sound before again in each packet where both ends put that first.
      const [, first] =
        /^m=audio \S+ \S+ (\d+)/m.exec(link.connection.currentRemoteDescription?.sdp ?? "") ?? [];
      expect(link.connection.currentRemoteDescription?.sdp).toContain(`a=rtpmap:${first} red/48000`);
    }
    stop(tracks);
  });

  it("MEDIA-1: a screen and its sound are sent beside camera and microphone, without another offer", async () => {
    const halves = await pair();
    const { host, guest } = halves;
    const tracks = await capture();
    await ready(halves);
    const [offer] = host.sent;
    // SDP-1: there is room for a browser with more codecs.
    expect(offer?.t === "offer" && offer.sdp.length).toBeLessThan(11_000);
    accept(halves, tracks);
    await whole(halves);
    const said = [host, guest].map(({ sent }) => sent.filter(({ t }) => t === "offer").length);
    const shared = await capture();
    host.link.setTracks({ ...tracks, screen: shared.camera, screenSound: shared.microphone });
    guest.link.setTracks({ ...tracks, screen: shared.camera });
    for (const { link } of [host, guest]) {
      const { camera, screen } = sectionsOf(link.connection.getTransceivers());
      for (const section of [camera, screen]) await moves(section);
    }
    const { screenSound } = sectionsOf(guest.link.connection.getTransceivers());
    await vi.waitFor(async () => expect(await countOf(screenSound, "packetsReceived")).toBeGreaterThan(10), {
      timeout: 10_000,
    });
    host.link.setTracks(tracks);
    const { camera, screen } = sectionsOf(host.link.connection.getTransceivers());
    await vi.waitFor(() => expect(screen?.sender.track).toBeNull());
    expect(camera?.sender.track).toBe(tracks.camera);
    expect([host, guest].map(({ sent }) => sent.filter(({ t }) => t === "offer").length)).toEqual(said);
    stop(tracks);
    stop(shared);
  });

  it("heals an ICE restart by perfect negotiation, over the data channel alone while the line is whole", async () => {
    const halves = await connected();
    const { host, guest } = halves;
    const before = fragmentOf(host);
    const said = [host, guest].map(({ sent }) => sent.length);
    await host.link.receive({ t: "restart", ep: 0 });
    await vi.waitFor(() => {
      expect(fragmentOf(host)).not.toBe(before);
      expect(host.link.connection.signalingState).toBe("stable");
    });
    expect(offersOf(host)).toEqual([
      { ep: 0, o: 0 },
      { ep: 1, o: 1 },
    ]);
    await vi.waitFor(() => expect(fragmentOf(guest, "remote")).toBe(fragmentOf(host)));
    // DATA-1: nothing of it went through the server.
    for (const [i, { ways }] of [host, guest].entries()) {
      expect(new Set(ways.slice(said[i]))).toEqual(new Set(["data"]));
    }
    expect([host.failures, guest.failures]).toEqual([[], []]);
  });

  it("MSG-3: restarts asked for while one is under way make one offer, and its answer counts", async () => {
    const halves = await connected();
    const { host } = halves;
    await Promise.all([0, 0, 0].map((ep) => host.link.receive({ t: "restart", ep })));
    await vi.waitFor(() => {
      expect(offersOf(host)).toHaveLength(2);
      expect(host.link.connection.signalingState).toBe("stable");
    });
    // One more of the old generation was answered already.
    await host.link.receive({ t: "restart", ep: 0 });
    await host.link.receive({ t: "restart", ep: 1 });
    await vi.waitFor(() => {
      expect(offersOf(host).map(({ ep }) => ep)).toEqual([0, 1, 2]);
      expect(host.link.connection.signalingState).toBe("stable");
    });
    expect(host.failures).toEqual([]);
  });

  it("MSG-5: offers and answers that come twice, by both ways, are handled once", async () => {
    const halves = await connected();
    const { host, guest } = halves;
    host.deliver = twiceByBoth(guest);
    guest.deliver = twiceByBoth(host);
    for (const ep of [0, 1, 2]) {
      await host.link.receive({ t: "restart", ep });
      await settledAt(halves, ep + 1);
    }
    expect(new Set(offersOf(host).map(({ o }) => o))).toEqual(new Set([0, 1, 2, 3]));
    expect([host.failures, guest.failures]).toEqual([[], []]);
    expect(guest.troubles).toEqual([]);
    await carriesControl(halves);
  });

  it("DATA-1: an offer that is lost on the data channel is said again through the server within 1.5 s", async () => {
    const halves = await connected();
    const { host, guest } = halves;
    host.deliver = ({ t }, way) => (t === "offer" && way === "data" ? 0 : 1);
    await host.link.receive({ t: "restart", ep: 0 });
    await vi.waitFor(() => expect(host.link.connection.signalingState).toBe("have-local-offer"));
    expect(guest.link.connection.signalingState).toBe("stable");
    await settledAt(halves, 1);
    const sealed = host.sent.filter(({ t }, i) => t === "offer" && host.ways[i] === "seal");
    expect(sealed.at(-1)).toMatchObject({ ep: 1, o: 1 });
    // The same description, to the letter: another one would be another offer.
    expect(sealed.at(-1)).toEqual(
      host.sent.filter(({ t }, i) => t === "offer" && host.ways[i] === "data")[0],
    );
    await carriesControl(halves);
  });

  it("MSG-5: an answer that is lost is given again when the offer comes again", async () => {
    const halves = await connected();
    const { host, guest } = halves;
    guest.deliver = ({ t }, way) => (t === "answer" && way === "data" ? 0 : 1);
    await host.link.receive({ t: "restart", ep: 0 });
    await settledAt(halves, 1);
    const answers = guest.sent.filter(({ t }) => t === "answer");
    expect(new Set(answers.slice(1).map((answer) => JSON.stringify(answer))).size).toBe(1);
    await carriesControl(halves);
  });

  it("MSG-3: candidates that come before their description are used once it is there", async () => {
    const halves = await connected();
    const { host, guest } = halves;
    const late: Message[] = [];
    host.deliver = (message, way) => {
      if (message.t !== "offer") return 1;
      if (way === "data") late.push(message);
      return 0;
    };
    await host.link.receive({ t: "restart", ep: 0 });
    await vi.waitFor(() => expect(host.sent.some((said) => said.t === "cand" && said.ep === 1)).toBe(true));
    await carriesControl(halves);
    const [offer] = late;
    if (offer?.t !== "offer") throw new Error("no offer was made");
    host.deliver = () => 1;
    await guest.link.receive(offer);
    await settledAt(halves, 1);
    expect([host.link.dropped, guest.link.dropped]).toEqual([0, 0]);
    await carriesControl(halves);
  });

  it("R-29: both at once, again and again: restarts of the host and renegotiations of the guest", async () => {
    const halves = await connected();
    const { host, guest } = halves;
    for (let round = 0; round < 15; round++) {
      const ep = offersOf(host).at(-1)?.ep ?? 0;
      renegotiate(guest);
      if (round % 3 === 0) renegotiate(host);
      if (round % 2 === 0) await host.link.receive({ t: "restart", ep });
      await vi.waitFor(() => negotiated(halves), { timeout: 10_000 });
      if (round % 2 === 0) expect(offersOf(host).at(-1)?.ep).toBeGreaterThan(ep);
    }
    await settledAt(halves, offersOf(host).at(-1)?.ep ?? 0);
    expect(offersOf(guest).length).toBeGreaterThan(5);
    expect(offersOf(host).at(-1)?.ep).toBeGreaterThan(5);
    expect([host.failures, guest.failures]).toEqual([[], []]);
    await carriesControl(halves);
  });

  it("SDP-1: refuses an offer whose fingerprint is not the pinned one", async () => {
    const { host, guest } = await pair({}, new Uint8Array(32));
    await host.link.offer();
    await vi.waitFor(() => expect(guest.failures).toEqual(["peer-connection"]));
    expect(guest.link.connection.remoteDescription).toBeNull();
  });

  it("tells when the other device closes its connection", async () => {
    const halves = await pair();
    await ready(halves);
    accept(halves, none);
    await vi.waitFor(() => expect(halves.guest.states).toContain("up"), { timeout: 10_000 });
    halves.host.link.close();
    await vi.waitFor(() => expect(halves.guest.states).toContain("closed"), { timeout: 10_000 });
  });
});
