import { type IceServer, type Message, readMessage } from "@onecall/protocol";
import { expect, vi } from "vitest";
import { browserEnvironment } from "../src/environment.ts";
import { fingerprintOfCertificate, makeCertificate } from "../src/peer/certificate.ts";
import { proofOfClick, proofOfFrame } from "../src/peer/consent.ts";
import type { IceSource } from "../src/peer/ice-config.ts";
import type { LocalTracks } from "../src/peer/local-tracks.ts";
import type { CallPath } from "../src/peer/path.ts";
import { PeerLink } from "../src/peer/peer-link.ts";
import type { PeerLinkOptions } from "../src/peer/peer-link-owner.ts";

export const SID = "5a".repeat(16);
const environment = browserEnvironment();
const links: PeerLink[] = [];

/** Closes every link made here. */
export const closeLinks = (): void => {
  for (const link of links.splice(0)) link.close();
};

/** How a message gets to the other device: over the data channel, or sealed through the server. */
export type Way = "data" | "seal";

/** How often a message arrives that is said this way: 0 is lost, 2 is doubled. */
export type Delivery = (message: Message, way: Way) => number;

/** One end, and what it said. */
export interface Half {
  readonly link: PeerLink;
  /** By both ways, in order. */
  readonly sent: Message[];
  /** How each of them went. */
  readonly ways: Way[];
  readonly states: string[];
  readonly failures: string[];
  readonly paths: CallPath[];
  readonly troubles: string[];
  /** What becomes of what this end says; once each while nothing else is set. */
  deliver: Delivery;
}

/** Servers that were told and do not change. */
export const source = (servers: IceServer[]): IceSource => {
  const list = { servers, more: false };
  const told = async () => list;
  return { list, ready: told, afterAdmit: told, fresh: told };
};

/** Connections whose control channel is open to the test: `post` sees each message and says how often it goes out. */
const overheard = (post: (message: Message) => number): typeof RTCPeerConnection =>
  class extends RTCPeerConnection {
    override createDataChannel(label: string, init?: RTCDataChannelInit): RTCDataChannel {
      const channel = super.createDataChannel(label, init);
      if (label !== "control") return channel;
      const send = channel.send.bind(channel);
      // One of the overloads of `send`, the one the control channel uses.
      channel.send = (frame: unknown) => {
        if (!(frame instanceof Uint8Array)) throw new Error("not a frame of bytes");
        const bytes = frame.slice();
        for (let n = post(readMessage(new TextDecoder().decode(bytes.subarray(1)))); n > 0; n--) send(bytes);
      };
      return channel;
    }
  };

/** Two links wired to each other. `hostFingerprint`: the one the guest is told, if not the true one. */
export const pair = async (changes?: Partial<PeerLinkOptions>, hostFingerprint?: Uint8Array<ArrayBuffer>) => {
  const [hostCertificate, guestCertificate] = await Promise.all([
    makeCertificate(RTCPeerConnection),
    makeCertificate(RTCPeerConnection),
  ]);
  const half = (role: "host" | "guest", own: RTCCertificate, fingerprint: Uint8Array<ArrayBuffer>): Half => {
    const said = { sent: [] as Message[], ways: [] as Way[] };
    const heard = { states: [] as string[], failures: [] as string[], troubles: [] as string[] };
    const paths: CallPath[] = [];
    const post = (message: Message, way: Way): number => {
      said.sent.push(message);
      said.ways.push(way);
      return end.deliver(message, way);
    };
    const options = {
      environment: { ...environment, RTCPeerConnection: overheard((message) => post(message, "data")) },
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
      const { link } = role === "host" ? guest : host;
      for (let n = post(message, "seal"); n > 0; n--) {
        if (
          message.t === "offer" ||
          message.t === "answer" ||
          message.t === "cand" ||
          message.t === "restart"
        )
          void link.receive(message);
      }
    };
    const link = new PeerLink(options, {
      onSend,
      onSendIfRoom: (message) => {
        onSend(message);
        return true;
      },
      onLine: () => {},
      onPicture: () => {},
      onStuck: () => heard.troubles.push("stuck"),
      onState: (state) => heard.states.push(state),
      onTrack: () => {},
      onControl: () => {},
      onControlOpen: () => {},
      onPath: (path) => paths.push(path),
      onTrouble: (code) => heard.troubles.push(code),
      onFailed: (code) => heard.failures.push(code),
    });
    links.push(link);
    const end: Half = { link, ...said, ...heard, paths, deliver: () => 1 };
    return end;
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
  return {
    ...none,
    microphone: stream.getAudioTracks()[0] ?? null,
    camera: stream.getVideoTracks()[0] ?? null,
  };
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

/** Both packets and control messages travel both ways. */
export const whole = async (halves: { host: Half; guest: Half }) => {
  for (const { link, states } of [halves.host, halves.guest]) {
    await vi.waitFor(
      () => {
        expect(states).toContain("up");
        expect(link.sendControl({ t: "line", n: 0, s: "good" })).toBe(true);
      },
      { timeout: 10_000 },
    );
  }
};

export const none: LocalTracks = { microphone: null, camera: null, screen: null, screenSound: null };
