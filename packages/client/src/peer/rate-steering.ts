import type { Environment } from "../environment.ts";
import { type MediaName, sectionsOf } from "./media-sections.ts";
import { roundTripOf } from "./path.ts";
import {
  type Allowance,
  allowanceOf,
  pictureOf,
  type SendRate,
  type Sent,
  startSendRate,
  steer,
} from "./send-rate.ts";
import { numberIn, type Stats } from "./stats.ts";

const EVERY = 2_000;
/** What every packet carries beside its payload, bytes: IPv4, UDP, RTP with extensions, SRTP's tag. */
const HEADERS = 20 + 8 + 20 + 10;

export interface RateSteeringOptions {
  readonly connection: Pick<RTCPeerConnection, "getStats" | "getTransceivers">;
  readonly environment: Pick<Environment, "after">;
  /** The line has no room for the camera's picture, or again. */
  onPicture(is: "sent" | "paused"): void;
}

/**
 * Sends less where a line is too narrow for what the browser sends: sound first, and no picture rather than one that takes the
 * sound's place. Browsers find a rate by themselves down to some 150 kbit/s; below that they let sound be lost.
 */
export class RateSteering {
  readonly #options: RateSteeringOptions;
  #rate: SendRate = startSendRate(undefined);
  #counted: Counted | undefined;
  #picture: "sent" | "paused" = "sent";
  #cancelTimer: (() => void) | undefined;
  #started = false;
  #stopped = false;

  constructor(options: RateSteeringOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    // Right now nothing fills the line: its round trip is what the later ones are compared with.
    void this.#look();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer?.();
  }

  /** Other tracks are sent now: a screen more, perhaps, or one less. */
  tracksChanged(): void {
    if (this.#started && !this.#stopped) this.#apply();
  }

  #later(): void {
    this.#cancelTimer = this.#options.environment.after(EVERY, () => void this.#look());
  }

  async #look(): Promise<void> {
    const { connection } = this.#options;
    const stats = await connection.getStats().catch(() => undefined);
    if (this.#stopped) return;
    // The report is a map of dictionaries, which the DOM typing leaves open.
    const counted = stats && countSent(stats as ReadonlyMap<string, Stats>, this.#counted);
    if (counted && this.#counted) this.#rate = steer(this.#rate, compare(this.#counted, counted));
    else if (counted) this.#rate = startSendRate(counted.roundTrip);
    this.#counted = counted ?? this.#counted;
    // Every time: whoever else changes a sender meanwhile makes a change here fail.
    this.#apply();
    this.#later();
  }

  #apply(): void {
    const sections = sectionsOf(this.#options.connection.getTransceivers());
    const shared = Boolean(sections.screen?.sender.track);
    const picture = pictureOf(this.#rate, shared);
    const allowance = allowanceOf(this.#rate, shared);
    for (const [name, most] of capsOf(allowance)) {
      const sender = sections[name]?.sender;
      if (sender) allow(sender, most);
    }
    if (picture === this.#picture) return;
    this.#picture = picture;
    this.#options.onPicture(picture);
  }
}

/** The newest of the other device's reports on one medium. */
interface Report {
  readonly at: number;
  /** Since the medium began. */
  readonly lost: number;
  /** How many packets had been sent when it was first seen. */
  readonly packets: number;
  /** ms */
  readonly roundTrip: number;
}

/** What this device sent since it began, and what the other one last said of it. */
interface Counted {
  readonly at: number;
  readonly bytes: number;
  /** As ICE's own checks measured it, ms; undefined where the browser does not tell. */
  readonly roundTrip: number | undefined;
  readonly reports: ReadonlyMap<string, Report>;
}

/** Reads `outbound-rtp`, `remote-inbound-rtp` and the pair in use (webrtc-stats 8.4, 8.5, 8.22). */
export const countSent = (stats: ReadonlyMap<string, Stats>, before?: Counted): Counted => {
  const all = [...stats];
  const outbound = all.flatMap(([, stat]) => (stat["type"] === "outbound-rtp" ? [stat] : []));
  const reports = all.flatMap(([id, stat]): (readonly [string, Report])[] => {
    if (stat["type"] !== "remote-inbound-rtp") return [];
    const at = numberIn(stat, "timestamp");
    const known = before?.reports.get(id);
    if (known?.at === at) return [[id, known]];
    const packets = numberIn(outbound.find(({ ssrc }) => ssrc === stat["ssrc"]) ?? {}, "packetsSent");
    const roundTrip = numberIn(stat, "roundTripTime") * 1_000;
    return [[id, { at, lost: numberIn(stat, "packetsLost"), packets, roundTrip }]];
  });
  return {
    at: Math.max(...outbound.map((stat) => numberIn(stat, "timestamp"))),
    bytes: outbound.reduce((sum, stat) => sum + newBytes(stat), 0),
    roundTrip: roundTripOf(stats),
    reports: new Map(reports),
  };
};

/** What is sent again only follows from what was lost, and its own loss is in no report. */
const newBytes = (outbound: Stats): number =>
  numberIn(outbound, "bytesSent") -
  numberIn(outbound, "retransmittedBytesSent") +
  HEADERS * (numberIn(outbound, "packetsSent") - numberIn(outbound, "retransmittedPacketsSent"));

const NOTHING: Pick<Report, "lost" | "packets"> = { lost: 0, packets: 0 };

/** What became of what was sent since; undefined where the other device said nothing new of it. */
export const compare = (before: Counted, now: Counted): Sent | undefined => {
  const passed = now.at - before.at;
  const fresh = [...now.reports].filter(([id, { at }]) => at !== before.reports.get(id)?.at);
  const roundTrip = Math.max(0, ...fresh.map(([, one]) => one.roundTrip));
  if (roundTrip === 0 || !(passed > 0)) return undefined;
  // The other device's count may begin anew with its receiver.
  const grown = (key: "lost" | "packets"): number =>
    fresh.reduce(
      (sum, [id, one]) => sum + Math.max(0, one[key] - (before.reports.get(id) ?? NOTHING)[key]),
      0,
    );
  return {
    packets: grown("packets"),
    lost: grown("lost"),
    roundTrip,
    rate: (Math.max(0, now.bytes - before.bytes) * 8_000) / passed,
  };
};

/** The sound of a screen nobody sees is not heard either. */
const capsOf = ({
  camera,
  screen,
  sound,
}: Allowance): readonly (readonly [MediaName, number | undefined])[] => [
  ["microphone", sound],
  ["camera", camera],
  ["screen", screen],
  ["screenSound", screen === 0 ? 0 : sound],
];

/** Lets a sender send so much, bit/s; 0: nothing. */
const allow = (sender: RTCRtpSender, most: number | undefined): void => {
  if (!sender.track) return;
  const active = most !== 0;
  const parameters = sender.getParameters();
  const isSo = (one: RTCRtpEncodingParameters) =>
    one.active === active && (!active || one.maxBitrate === most);
  if (parameters.encodings.every(isSo)) return;
  for (const one of parameters.encodings) {
    one.active = active;
    if (!active) continue;
    if (most === undefined) delete one.maxBitrate;
    else one.maxBitrate = most;
  }
  // A sender that is being changed otherwise, or stopped, is looked at again.
  sender.setParameters(parameters).catch(() => undefined);
};
