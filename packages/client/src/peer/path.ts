import type { Environment } from "../environment.ts";
import { numberIn, type Stats } from "./stats.ts";

/** How the packets of a call travel. */
export type CallPath =
  | { readonly kind: "direct" }
  /** `transport`: between this device and the relay; undefined when the relay is the other device's. */
  | { readonly kind: "relayed"; readonly transport: RelayTransport | undefined };
export type RelayTransport = "udp" | "tcp" | "tls";

const TRANSPORTS: readonly unknown[] = ["udp", "tcp", "tls"] satisfies RelayTransport[];
const isTransport = (value: unknown): value is RelayTransport => TRANSPORTS.includes(value);

/** The candidate pair in use (webrtc-stats 8.20, 8.22): after an ICE restart others stay nominated. */
const selectedPair = (stats: ReadonlyMap<string, Stats>): Stats | undefined => {
  const all = [...stats.values()];
  const transport = all.find(({ type, selectedCandidatePairId: id }) => type === "transport" && id);
  const named = transport && stats.get(String(transport["selectedCandidatePairId"]));
  if (named) return named;
  // Firefox marks the pair itself, and tells no transport before 2025.
  const pairs = all.filter(({ type, state }) => type === "candidate-pair" && state === "succeeded");
  return pairs.find((pair) => pair["selected"] === true) ?? pairs.find((pair) => pair["nominated"] === true);
};

/** From here to the other device and back, as ICE's own checks measured it, ms; undefined where the browser does not tell. */
export const roundTripOf = (stats: ReadonlyMap<string, Stats>): number | undefined =>
  numberIn(selectedPair(stats) ?? {}, "currentRoundTripTime") * 1_000 || undefined;

/** The path of the selected candidate pair (webrtc-stats 8.21, 8.22); undefined while there is none. */
export const pathOf = (stats: ReadonlyMap<string, Stats>): CallPath | undefined => {
  const pair = selectedPair(stats);
  const local = stats.get(String(pair?.["localCandidateId"]));
  const remote = stats.get(String(pair?.["remoteCandidateId"]));
  if (!local || !remote) return undefined;
  if (local["candidateType"] === "relay") {
    const transport = local["relayProtocol"];
    return { kind: "relayed", transport: isTransport(transport) ? transport : undefined };
  }
  if (remote["candidateType"] === "relay") return { kind: "relayed", transport: undefined };
  return { kind: "direct" };
};

const isSame = (a: CallPath | undefined, b: CallPath | undefined): boolean =>
  a?.kind === b?.kind && (a?.kind !== "relayed" || b?.kind !== "relayed" || a.transport === b.transport);

/** Chromium answers from a cache of 50 ms: right after an event it tells what was before it. */
const SETTLED_AFTER = 100;
/** Firefox moves to a better pair without an event. */
const LOOK_AGAIN_AFTER = 5_000;
/** Looks after one event, as long as a connected browser tells no pair. */
const LOOKS = 20;

/** Follows the path of one connection. */
export class PathWatch {
  readonly #connection: RTCPeerConnection;
  readonly #environment: Pick<Environment, "after">;
  readonly #onPath: (path: CallPath) => void;
  readonly #followed = new WeakSet<RTCIceTransport>();
  #path: CallPath | undefined;
  #cancelTimer: (() => void) | undefined;

  constructor(
    connection: RTCPeerConnection,
    environment: Pick<Environment, "after">,
    onPath: (path: CallPath) => void,
  ) {
    this.#connection = connection;
    this.#environment = environment;
    this.#onPath = onPath;
  }

  get path(): CallPath | undefined {
    return this.#path;
  }

  /** Something about the connection changed: looks soon. */
  changed(): void {
    // Firefox still tells of pairs, and then refuses to be asked.
    if (this.#connection.signalingState === "closed") return;
    this.#follow();
    this.#lookIn(SETTLED_AFTER, LOOKS);
  }

  close(): void {
    this.#cancelTimer?.();
  }

  #lookIn(delay: number, looks: number): void {
    this.#cancelTimer?.();
    if (this.#connection.connectionState !== "connected") return;
    this.#cancelTimer = this.#environment.after(delay, () => void this.#look(looks - 1));
  }

  async #look(looksLeft: number): Promise<void> {
    const stats = await this.#connection.getStats().catch(() => undefined);
    // The report is a map of dictionaries, which the DOM typing leaves open.
    const path = stats && pathOf(stats as ReadonlyMap<string, Stats>);
    if (this.#connection.connectionState !== "connected") return;
    if (!path && looksLeft > 0) {
      this.#lookIn(SETTLED_AFTER, looksLeft);
      return;
    }
    this.#lookIn(LOOK_AGAIN_AFTER, LOOKS);
    if (!path || isSame(path, this.#path)) return;
    this.#path = path;
    this.#onPath(path);
  }

  /** Not every browser has the transport, and none has it before there is a description. */
  #follow(): void {
    const transport = this.#connection.getTransceivers()[0]?.sender.transport?.iceTransport;
    if (!transport || this.#followed.has(transport)) return;
    this.#followed.add(transport);
    transport.addEventListener("selectedcandidatepairchange", () => this.changed());
  }
}
