import type { IceServer, Message } from "@onecall/protocol";
import { expect, vi } from "vitest";
import { browserEnvironment } from "../src/environment.ts";
import { fingerprintOfCertificate, makeCertificate } from "../src/peer/certificate.ts";
import { proofOfClick, proofOfFrame } from "../src/peer/consent.ts";
import type { IceSource } from "../src/peer/ice-config.ts";
import type { LocalTracks } from "../src/peer/local-tracks.ts";
import type { CallPath } from "../src/peer/path.ts";
import { PeerLink, type PeerLinkOptions } from "../src/peer/peer-link.ts";

export const SID = "5a".repeat(16);
const environment = browserEnvironment();
const links: PeerLink[] = [];

/** Closes every link made here. */
export const closeLinks = (): void => {
  for (const link of links.splice(0)) link.close();
};

/** One end, and what it said. */
export interface Half {
  readonly link: PeerLink;
  readonly sent: Message[];
  readonly states: string[];
  readonly failures: string[];
  readonly paths: CallPath[];
  readonly troubles: string[];
}

/** Servers that were told and do not change. */
export const source = (servers: IceServer[]): IceSource => {
  const list = { servers, more: false };
  const told = async () => list;
  return { list, ready: told, afterAdmit: told, fresh: told };
};

/** Two links wired to each other. `hostFingerprint`: the one the guest is told, if not the true one. */
export const pair = async (changes?: Partial<PeerLinkOptions>, hostFingerprint?: Uint8Array<ArrayBuffer>) => {
  const [hostCertificate, guestCertificate] = await Promise.all([
    makeCertificate(RTCPeerConnection),
    makeCertificate(RTCPeerConnection),
  ]);
  const half = (role: "host" | "guest", own: RTCCertificate, fingerprint: Uint8Array<ArrayBuffer>): Half => {
    const sent: Message[] = [];
    const states: string[] = [];
    const failures: string[] = [];
    const paths: CallPath[] = [];
    const troubles: string[] = [];
    const options = {
      environment,
      certificate: own,
      fingerprint,
      sid: SID,
      role,
      allowLoopback: true,
      serverIsNear: true,
      hideAddress: false,
      ice: source([]),
      canSignal: () => true,
      ...changes,
    };
    const onSend = (message: Message) => {
      sent.push(message);
      if (message.t === "offer" || message.t === "answer" || message.t === "cand") {
        void (role === "host" ? guest : host).link.receive(message);
      }
    };
    const link = new PeerLink(options, {
      onSend,
      onSendIfRoom: (message) => {
        onSend(message);
        return true;
      },
      onLine: () => {},
      onStuck: () => {},
      onState: (state) => states.push(state),
      onTrack: () => {},
      onControl: () => {},
      onControlOpen: () => {},
      onPath: (path) => paths.push(path),
      onTrouble: (code) => troubles.push(code),
      onFailed: (code) => failures.push(code),
    });
    links.push(link);
    return { link, sent, states, failures, paths, troubles };
  };
  const host = half("host", hostCertificate, fingerprintOfCertificate(guestCertificate));
  const guest = half("guest", guestCertificate, hostFingerprint ?? fingerprintOfCertificate(hostCertificate));
  return { host, guest };
};

export const capture = async (): Promise<LocalTracks> => {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: true,
    video: { width: 160, height: 120 },
  });
  return { audio: stream.getAudioTracks()[0] ?? null, video: stream.getVideoTracks()[0] ?? null };
};

export const ready = async ({ host, guest }: { host: Half; guest: Half }) => {
  await host.link.offer();
  await vi.waitFor(() => expect(guest.link.connection.signalingState).toBe("have-remote-offer"));
};

export const accept = ({ host, guest }: { host: Half; guest: Half }, tracks: LocalTracks) => {
  const candidates = host.link.open(proofOfClick(SID), tracks);
  guest.link.open(proofOfFrame(SID), tracks);
  guest.link.addFirstCandidates(candidates);
};

export const none: LocalTracks = { audio: null, video: null };
