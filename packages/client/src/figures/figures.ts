import { numberIn, type Stats } from "../peer/stats.ts";

/** What travels one way at one moment. */
interface FlowFigures {
  /** Camera and microphone, kbit/s; undefined in the first moment. */
  readonly bitrate: number | undefined;
  /** The camera's picture, px and frames a second; undefined while there is none. */
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly frameRate: number | undefined;
  /** Names such as `opus` and `VP8`. */
  readonly codecs: readonly string[];
}

/** What only the next moment needs. */
interface Counts {
  readonly at: number;
  readonly sent: number;
  readonly received: number;
  readonly packets: number;
  readonly lost: number;
}

/** Figures of a connection at one moment; undefined is what the browser does not tell. */
export interface Figures {
  readonly sent: FlowFigures;
  readonly received: FlowFigures;
  /** Of what should have arrived here since the moment before, %. */
  readonly loss: number | undefined;
  /** ms. */
  readonly roundTrip: number | undefined;
  /** Of the sound that arrives, ms. */
  readonly jitter: number | undefined;
  /** Candidate types and protocol of the pair in use, such as `host srflx udp`; never an address. */
  readonly path: string | undefined;
  /** Why the own picture is smaller than it could be: `cpu`, `bandwidth`, `other`. */
  readonly limitation: string | undefined;
  /** Freezes of the received picture since the connection began. */
  readonly freezes: number;
  /** Counters that {@link readFigures} of the next moment compares with. */
  readonly counts: Counts;
}

type Report = ReadonlyMap<string, Stats>;

const WORD = /^[A-Za-z][\w+-]{0,29}$/;
/** A short plain word, never an address or a sentence. */
const wordIn = (stat: Stats | undefined, key: string): string | undefined => {
  const value = stat?.[key];
  return typeof value === "string" && WORD.test(value) ? value : undefined;
};
const known = (stat: Stats | undefined, key: string): number | undefined => {
  const value = stat?.[key];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
};
const inMs = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : Math.round(seconds * 1_000);

const isStats = (value: unknown): value is Stats => typeof value === "object" && value !== null;

/** Entries of microphone and camera: screen and its sound come after them (SPEC MEDIA-1). */
const flowsOf = (all: readonly Stats[], type: string) => {
  const placeOf = (stat: Stats) => Number(stat["mid"] ?? 0) || 0;
  const first = (kind: string) =>
    all
      .filter((stat) => stat["type"] === type && stat["kind"] === kind)
      .sort((a, b) => placeOf(a) - placeOf(b))[0];
  return { sound: first("audio"), picture: first("video") };
};

/** The pair in use. Firefox marks the pair itself. */
const pairOf = (report: Report, all: readonly Stats[]): Stats | undefined => {
  const named = all.find((stat) => stat["type"] === "transport" && stat["selectedCandidatePairId"]);
  const pairs = all.filter((stat) => stat["type"] === "candidate-pair" && stat["state"] === "succeeded");
  const pair = report.get(String(named?.["selectedCandidatePairId"]));
  return isStats(pair) ? pair : (pairs.find((it) => it["selected"]) ?? pairs.find((it) => it["nominated"]));
};

const pathIn = (report: Report, pair: Stats | undefined): string | undefined => {
  const [here, there] = [pair?.["localCandidateId"], pair?.["remoteCandidateId"]].map((id) => {
    const candidate = report.get(String(id));
    return isStats(candidate) ? candidate : undefined;
  });
  const words = [
    wordIn(here, "candidateType"),
    wordIn(there, "candidateType"),
    wordIn(here, "relayProtocol") ?? wordIn(here, "protocol"),
  ].filter((word) => word !== undefined);
  return words.length > 0 ? words.join(" ") : undefined;
};

type Flows = ReturnType<typeof flowsOf>;
const sum = ({ sound, picture }: Flows, key: string): number =>
  numberIn(sound ?? {}, key) + numberIn(picture ?? {}, key);

const flowFigures = (report: Report, flows: Flows, bytes: number, ms: number): FlowFigures => {
  const codecs = [flows.sound, flows.picture].map((flow) => {
    const codec = report.get(String(flow?.["codecId"]));
    const mime = isStats(codec) ? codec["mimeType"] : undefined;
    return typeof mime === "string" ? wordIn({ name: mime.split("/")[1] }, "name") : undefined;
  });
  return {
    // bits a ms are kbit/s. Less than before: another connection.
    bitrate: ms > 0 && bytes >= 0 ? Math.round((bytes * 8) / ms) : undefined,
    width: known(flows.picture, "frameWidth"),
    height: known(flows.picture, "frameHeight"),
    frameRate: known(flows.picture, "framesPerSecond"),
    codecs: codecs.filter((name) => name !== undefined),
  };
};

const timeOf = (all: readonly Stats[]): number =>
  Math.max(0, ...all.map((stat) => numberIn(stat, "timestamp")));

/**
 * Figures of one moment out of a report of webrtc-stats; rates are over the time since `before`.
 * Never throws: a member that is missing or odd is undefined.
 */
export const readFigures = (raw: RTCStatsReport, before?: Figures): Figures => {
  // The report is a map of dictionaries, which the DOM typing leaves open.
  const report = raw as unknown as Report;
  const all = [...report.values()].filter(isStats);
  const out = flowsOf(all, "outbound-rtp");
  const into = flowsOf(all, "inbound-rtp");
  const heard = flowsOf(all, "remote-inbound-rtp");
  const pair = pairOf(report, all);
  const counts: Counts = {
    at: timeOf(all),
    sent: sum(out, "bytesSent"),
    received: sum(into, "bytesReceived"),
    packets: sum(into, "packetsReceived"),
    lost: sum(into, "packetsLost"),
  };
  const ms = before ? counts.at - before.counts.at : 0;
  const packets = counts.packets - (before?.counts.packets ?? 0);
  const lost = Math.max(0, counts.lost - (before?.counts.lost ?? 0));
  const reason = wordIn(out.picture, "qualityLimitationReason");
  return {
    sent: flowFigures(report, out, counts.sent - (before?.counts.sent ?? 0), ms),
    received: flowFigures(report, into, counts.received - (before?.counts.received ?? 0), ms),
    loss:
      before && packets >= 0 && packets + lost > 0
        ? Math.round((lost / (packets + lost)) * 1_000) / 10
        : undefined,
    roundTrip: inMs(known(pair, "currentRoundTripTime") ?? known(heard.sound, "roundTripTime")),
    jitter: inMs(known(into.sound, "jitter")),
    path: pathIn(report, pair),
    limitation: reason === "none" ? undefined : reason,
    freezes: numberIn(into.picture ?? {}, "freezeCount"),
    counts,
  };
};
