import { afterEach, describe, expect, it, vi } from "vitest";
import { accept, capture, closeLinks, none, pair, ready, SID } from "../../testing/link-pair.ts";
import { type AcceptProof, proofOfClick } from "./consent.ts";

afterEach(closeLinks);

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
      expect(link.connection.getSenders().map(({ track }) => track)).toEqual([null, null]);
      expect(link.connection.iceConnectionState).toBe("new");
    }
    tracks.audio?.stop();
    tracks.video?.stop();
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
          const stats = [...(await link.connection.getStats()).values()];
          const decoded = stats.find(({ type, kind }) => type === "inbound-rtp" && kind === "video");
          const heard = stats.find(({ type, kind }) => type === "inbound-rtp" && kind === "audio");
          expect(decoded?.framesDecoded).toBeGreaterThan(0);
          expect(heard?.packetsReceived).toBeGreaterThan(0);
        },
        { timeout: 10_000 },
      );
    }
    tracks.audio?.stop();
    tracks.video?.stop();
  });

  it("heals an ICE restart by perfect negotiation", async () => {
    const halves = await pair();
    await ready(halves);
    accept(halves, none);
    await vi.waitFor(() => expect(halves.guest.states).toContain("up"), { timeout: 10_000 });
    const before = halves.host.link.connection.localDescription?.sdp.match(/a=ice-ufrag:(\S+)/)?.[1];
    await halves.host.link.receive({ t: "restart", ep: 0 });
    await vi.waitFor(() => {
      const now = halves.host.link.connection.currentLocalDescription?.sdp.match(/a=ice-ufrag:(\S+)/)?.[1];
      expect(now).not.toBe(before);
      expect(halves.host.link.connection.signalingState).toBe("stable");
    });
    expect(halves.host.sent.filter(({ t }) => t === "offer")).toMatchObject([{ ep: 0 }, { ep: 1 }]);
    expect(halves.host.failures).toEqual([]);
  });

  it("MSG-3: restarts asked for while one is under way make one offer, and its answer counts", async () => {
    const halves = await pair();
    await ready(halves);
    accept(halves, none);
    await vi.waitFor(() => expect(halves.guest.states).toContain("up"), { timeout: 10_000 });
    await Promise.all([0, 0, 0].map((ep) => halves.host.link.receive({ t: "restart", ep })));
    const offers = () => halves.host.sent.filter(({ t }) => t === "offer");
    await vi.waitFor(() => {
      expect(offers()).toHaveLength(2);
      expect(halves.host.link.connection.signalingState).toBe("stable");
    });
    // One more of the old generation was answered already.
    await halves.host.link.receive({ t: "restart", ep: 0 });
    await halves.host.link.receive({ t: "restart", ep: 1 });
    await vi.waitFor(() => {
      expect(offers()).toMatchObject([{ ep: 0 }, { ep: 1 }, { ep: 2 }]);
      expect(halves.host.link.connection.signalingState).toBe("stable");
    });
    expect(halves.host.failures).toEqual([]);
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
