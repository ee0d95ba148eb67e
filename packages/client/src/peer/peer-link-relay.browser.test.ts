import type { IceServer } from "@onecall/protocol";
import { afterEach, describe, expect, it, vi } from "vitest";
import { accept, closeLinks, none, pair, ready, SID, source } from "../../testing/link-pair.ts";
import { proofOfClick, proofOfFrame } from "./consent.ts";
import type { IceList, IceSource } from "./ice-config.ts";

afterEach(closeLinks);

/** Nobody answers there: a relay that can not be reached. */
const SILENT: IceServer = { urls: ["turn:127.0.0.1:9?transport=tcp"], username: "u", credential: "c" };
const ODD: IceServer = { urls: ["turn:call.example?transport=quic"], username: "u", credential: "c" };
const usernames = (connection: RTCPeerConnection) =>
  (connection.getConfiguration().iceServers ?? []).map(({ username }) => username);
const fragmentOf = (sdp = "") => /a=ice-ufrag:(\S+)/.exec(sdp)?.[1];

/** Makes the browser of a link seem to gather this line. */
const gather = (connection: RTCPeerConnection, candidate: string) => {
  const usernameFragment = fragmentOf(connection.localDescription?.sdp) ?? null;
  const init = { candidate, sdpMid: "0", sdpMLineIndex: 0, usernameFragment };
  connection.dispatchEvent(
    new RTCPeerConnectionIceEvent("icecandidate", { candidate: new RTCIceCandidate(init) }),
  );
};

describe("PeerLink and its servers", () => {
  it("ICE-4: is made with the servers there are, and takes others later", async () => {
    const { host } = await pair({ ice: source([SILENT]) });
    expect(usernames(host.link.connection)).toEqual(["u"]);
    host.link.setServers([{ ...SILENT, username: "later" }]);
    expect(usernames(host.link.connection)).toEqual(["later"]);
  });

  it("a server this browser does not know costs itself, not the call", async () => {
    const { host, guest } = await pair({ ice: source([ODD, SILENT]) });
    expect(usernames(host.link.connection)).toEqual(["u"]);
    host.link.setServers([ODD, { ...SILENT, username: "later" }]);
    expect(usernames(host.link.connection)).toEqual(["later"]);
    await ready({ host, guest });
    accept({ host, guest }, none);
    await vi.waitFor(() => expect(guest.states).toContain("up"), { timeout: 10_000 });
  });

  it("ICE-4: makes its offer anew for servers named after admit, and the guest answers that one", async () => {
    const halves = await pair();
    const { host, guest } = halves;
    await ready(halves);
    await vi.waitFor(() => expect(host.link.connection.iceGatheringState).toBe("complete"));
    const before = fragmentOf(host.link.connection.localDescription?.sdp);
    host.link.setServers([SILENT]);
    await host.link.offerAnew();
    const now = fragmentOf(host.link.connection.localDescription?.sdp);
    expect(now).not.toBe(before);
    await vi.waitFor(() => expect(fragmentOf(guest.link.connection.remoteDescription?.sdp)).toBe(now));
    accept(halves, none);
    for (const { states } of [host, guest]) {
      await vi.waitFor(() => expect(states).toContain("up"), { timeout: 10_000 });
    }
    expect(host.sent.filter(({ t }) => t === "offer")).toMatchObject([{ ep: 0 }, { ep: 0 }]);
    expect(JSON.stringify(host.sent.filter(({ t }) => t === "cand"))).not.toContain(`"${before}"`);
    expect([host.failures, guest.failures]).toEqual([[], []]);
  });

  it("candidates held for the offer before are thrown away", async () => {
    const halves = await pair();
    await ready(halves);
    const { connection } = halves.host.link;
    gather(connection, "candidate:1 1 udp 1 192.0.2.77 5000 typ host");
    await halves.host.link.offerAnew();
    const held = halves.host.link.open(proofOfClick(SID), none);
    expect(JSON.stringify(held)).not.toContain("192.0.2.77");
  });

  it("ICE-4: the guest waits for servers named after admit before it answers", async () => {
    let give = (_: IceList) => {};
    const later = new Promise<IceList>((resolve) => {
      give = resolve;
    });
    const ice: IceSource = { ...source([]), afterAdmit: () => later };
    const halves = await pair({ ice });
    await ready(halves);
    accept(halves, none);
    expect(halves.guest.link.connection.localDescription).toBeNull();
    give({ servers: [], more: false });
    await vi.waitFor(() => expect(halves.guest.states).toContain("up"), { timeout: 10_000 });
  });

  it("asks for fresh servers before it restarts", async () => {
    let asked = 0;
    const fresh = async () => {
      asked++;
      return { servers: [], more: false };
    };
    const halves = await pair({ ice: { ...source([]), fresh } });
    await ready(halves);
    accept(halves, none);
    await vi.waitFor(() => expect(halves.guest.states).toContain("up"), { timeout: 10_000 });
    await halves.host.link.receive({ t: "restart", ep: 0 });
    expect(asked).toBe(1);
    await vi.waitFor(() =>
      expect(halves.host.sent.filter(({ t }) => t === "offer")).toMatchObject([{ ep: 0 }, { ep: 1 }]),
    );
  });

  it("tells a direct path", async () => {
    const halves = await pair();
    expect(halves.host.link.path).toBeUndefined();
    await ready(halves);
    accept(halves, none);
    for (const { paths, link } of [halves.host, halves.guest]) {
      await vi.waitFor(() => expect(paths).toEqual([{ kind: "direct" }]), { timeout: 10_000 });
      expect(link.path).toEqual({ kind: "direct" });
    }
  });
});

describe("PeerLink of a person who hides its address", () => {
  const hides = { hideAddress: true };

  it("ICE-5: gathers nothing but relayed candidates from the first one on", async () => {
    const { host, guest } = await pair({ ...hides, ice: source([SILENT]) });
    const gathered: string[] = [];
    host.link.connection.addEventListener("icecandidate", ({ candidate }) => {
      if (candidate?.candidate) gathered.push(candidate.candidate);
    });
    expect(host.link.connection.getConfiguration().iceTransportPolicy).toBe("relay");
    host.link.setServers([{ ...SILENT, username: "later" }]);
    expect(host.link.connection.getConfiguration().iceTransportPolicy).toBe("relay");
    await ready({ host, guest });
    await vi.waitFor(() => expect(host.link.connection.iceGatheringState).toBe("complete"), {
      timeout: 15_000,
    });
    expect(gathered).toEqual([]);
  });

  it("ICE-5: sends no other candidate even if the browser gathers one, and no relayed one with the own address", async () => {
    const halves = await pair({ ...hides, ice: source([SILENT]) });
    await ready(halves);
    const { host } = halves;
    const relay = (n: number) =>
      `candidate:${n} 1 udp 1 198.51.100.7 500${n} typ relay raddr 192.168.1.20 rport 54321`;
    const own = "candidate:9 1 udp 1 192.168.1.20 5000 typ host";
    gather(host.link.connection, own);
    gather(host.link.connection, relay(1));
    const held = host.link.open(proofOfClick(SID), none);
    gather(host.link.connection, own);
    gather(host.link.connection, relay(2));
    const all = () => JSON.stringify([held, host.sent]);
    expect(all()).toContain("198.51.100.7 5001 typ relay raddr 0.0.0.0 rport 9");
    await vi.waitFor(() => expect(all()).toContain("198.51.100.7 5002 typ relay raddr 0.0.0.0 rport 9"));
    const sent = all();
    expect(sent).not.toContain("192.168.1.20");
    expect(sent).not.toContain("54321");
  });

  it("ICE-5: fails by name when the server has no relay: the guest at the offer, the host once both said yes", async () => {
    const { host, guest } = await pair(hides);
    await ready({ host, guest });
    await vi.waitFor(() => expect(guest.failures).toEqual(["relay-missing"]));
    expect(host.failures).toEqual([]);
    host.link.open(proofOfClick(SID), none);
    await vi.waitFor(() => expect(host.failures).toContain("relay-missing"));
  });

  it("R-07: fails by name within 10 s when no relay can be reached", async () => {
    const halves = await pair({ ...hides, ice: source([SILENT]) });
    await ready(halves);
    accept(halves, none);
    for (const { failures, states } of [halves.host, halves.guest]) {
      await vi.waitFor(() => expect(failures).toContain("relay-unreachable"), { timeout: 11_000 });
      expect(states).not.toContain("up");
    }
  });
});

describe("PeerLink and private candidates", () => {
  it("CAND-4: the browser is given none of them before it may", async () => {
    const halves = await pair({ serverIsNear: false });
    const { guest } = halves;
    const given: string[] = [];
    const add = guest.link.connection.addIceCandidate.bind(guest.link.connection);
    guest.link.connection.addIceCandidate = async (candidate?: RTCIceCandidateInit | null) => {
      given.push(candidate?.candidate ?? "");
      await add(candidate);
    };
    await ready(halves);
    guest.link.open(proofOfFrame(SID), none);
    // The other device is behind another address: this one can not be on the same network.
    const outside = "candidate:1 1 udp 1 203.0.113.9 6000 typ srflx raddr 0.0.0.0 rport 0";
    const inside = "candidate:2 1 udp 1 10.9.8.7 6000 typ host";
    const travelling = (candidate: string) => ({ candidate, sdpMid: "0", sdpMLineIndex: 0 });
    guest.link.addFirstCandidates([travelling(inside), travelling(outside)]);
    expect(given).toEqual([outside]);
    await vi.waitFor(() => expect(given).toEqual([outside, inside]), { timeout: 5_000 });
  });
});
