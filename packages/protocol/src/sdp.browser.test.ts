import { expect, onTestFinished, test } from "vitest";
import { type Bytes, fromHex } from "./bytes.ts";
import { checkCandidate } from "./candidate.ts";
import { ProtocolError } from "./errors.ts";
import type { Candidate } from "./messages.ts";
import { checkSdp } from "./sdp.ts";

interface Side {
  readonly connection: RTCPeerConnection;
  readonly fingerprint: Bytes;
}

const makeSide = async (): Promise<Side> => {
  // W3C WebRTC 4.9.1: EcKeyGenParams, which the DOM typing narrows to a name.
  const ecdsa = { name: "ECDSA", namedCurve: "P-256" } as AlgorithmIdentifier;
  const certificate = await RTCPeerConnection.generateCertificate(ecdsa);
  const sha256 = certificate.getFingerprints().find(({ algorithm }) => algorithm === "sha-256");
  const connection = new RTCPeerConnection({ certificates: [certificate] });
  onTestFinished(() => connection.close());
  return { connection, fingerprint: fromHex((sha256?.value ?? "").replaceAll(":", "")) };
};

const addMedia = ({ connection }: Side): RTCRtpTransceiver => {
  connection.createDataChannel("control", { negotiated: true, id: 0 });
  connection.addTransceiver("audio", { direction: "sendrecv" });
  connection.addTransceiver("video", { direction: "sendrecv" });
  connection.addTransceiver("audio", { direction: "sendrecv" });
  return connection.addTransceiver("video", { direction: "sendrecv" });
};

/** One round of offer and answer in which each side sees only what the check let through. */
const negotiate = async (host: Side, guest: Side, options: RTCOfferOptions = {}) => {
  const offer = checkSdp((await host.connection.createOffer(options)).sdp ?? "", {
    fingerprint: host.fingerprint,
    type: "offer",
  });
  await host.connection.setLocalDescription({ type: "offer", sdp: offer });
  await guest.connection.setRemoteDescription({ type: "offer", sdp: offer });
  for (const transceiver of guest.connection.getTransceivers()) {
    if (transceiver.currentDirection !== "stopped") transceiver.direction = "sendrecv";
  }
  const answer = checkSdp((await guest.connection.createAnswer()).sdp ?? "", {
    fingerprint: guest.fingerprint,
    type: "answer",
  });
  await guest.connection.setLocalDescription({ type: "answer", sdp: answer });
  await host.connection.setRemoteDescription({ type: "answer", sdp: answer });
  return { offer, answer };
};

const gathered = ({ connection }: Side): Promise<Candidate[]> =>
  new Promise((resolve) => {
    const found: Candidate[] = [];
    connection.addEventListener("icecandidate", ({ candidate }) => {
      if (!candidate) return resolve(found);
      const {
        sdpMid = null,
        sdpMLineIndex = null,
        usernameFragment = null,
        candidate: line = "",
      } = candidate.toJSON();
      found.push({ candidate: line, sdpMid, sdpMLineIndex, usernameFragment });
    });
  });

test("SDP-1 to SDP-3: what this browser makes for data, two sounds and two pictures is accepted and works", async () => {
  const [host, guest] = [await makeSide(), await makeSide()];
  addMedia(host);
  const { offer } = await negotiate(host, guest);
  expect(offer.match(/^m=/gm)).toHaveLength(5);
  expect(host.connection.signalingState).toBe("stable");
});

test("SDP-2: a stopped section and new ICE credentials are accepted", async () => {
  const [host, guest] = [await makeSide(), await makeSide()];
  const screen = addMedia(host);
  await negotiate(host, guest);
  screen.stop();
  const { offer, answer } = await negotiate(host, guest, { iceRestart: true });
  expect(offer).toMatch(/^m=video 0 /m);
  expect(answer).toMatch(/^m=video 0 /m);
});

test("CAND-1, SDP-3: this browser's candidates are used, and refused inside a description", async () => {
  const [host, guest] = [await makeSide(), await makeSide()];
  addMedia(host);
  const candidates = gathered(host);
  await negotiate(host, guest);
  for (const candidate of await candidates) {
    expect(checkCandidate(candidate, { allowLoopback: true }), candidate.candidate).toBeUndefined();
  }
  const sdp = host.connection.localDescription?.sdp ?? "";
  expect(sdp).toContain("a=candidate:");
  expect(() => checkSdp(sdp, { fingerprint: host.fingerprint, type: "offer" })).toThrow(ProtocolError);
});

test("SDP-2: the fingerprint of another certificate is refused", async () => {
  const [host, guest] = [await makeSide(), await makeSide()];
  addMedia(host);
  const { sdp = "" } = await host.connection.createOffer();
  expect(() => checkSdp(sdp, { fingerprint: guest.fingerprint, type: "offer" })).toThrow("nobody proved");
});
