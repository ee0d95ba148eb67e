/** How the packets of a call travel. */
export type CallPath =
  | { readonly kind: "direct" }
  /** `transport`: between this device and the relay; undefined when the relay is the other device's. */
  | { readonly kind: "relayed"; readonly transport: RelayTransport | undefined };
export type RelayTransport = "udp" | "tcp" | "tls";

/** Statistics as they come: webrtc-stats names the members, browsers decide which are there. */
export type Stats = Readonly<Record<string, unknown>>;

const TRANSPORTS: readonly unknown[] = ["udp", "tcp", "tls"] satisfies RelayTransport[];
const isTransport = (value: unknown): value is RelayTransport => TRANSPORTS.includes(value);

const selectedPair = (stats: ReadonlyMap<string, Stats>): Stats | undefined => {
  const all = [...stats.values()];
  const transport = all.find(({ type, selectedCandidatePairId: id }) => type === "transport" && id);
  const named = transport && stats.get(String(transport["selectedCandidatePairId"]));
  if (named) return named;
  // Firefox marks the pair itself, and tells no transport before 2025.
  const pairs = all.filter(({ type, state }) => type === "candidate-pair" && state === "succeeded");
  return pairs.find((pair) => pair["selected"] === true) ?? pairs.find((pair) => pair["nominated"] === true);
};

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

/** Follows the path of one connection. */
export class PathWatch {
  readonly #connection: RTCPeerConnection;
  readonly #onPath: (path: CallPath) => void;
  readonly #followed = new WeakSet<RTCIceTransport>();
  #path: CallPath | undefined;

  constructor(connection: RTCPeerConnection, onPath: (path: CallPath) => void) {
    this.#connection = connection;
    this.#onPath = onPath;
  }

  get path(): CallPath | undefined {
    return this.#path;
  }

  /** Reads it again: something about the connection changed. */
  async read(): Promise<void> {
    this.#follow();
    const stats = await this.#connection.getStats().catch(() => undefined);
    // The report is a map of dictionaries, which the DOM typing leaves open.
    const path = stats && pathOf(stats as ReadonlyMap<string, Stats>);
    if (!path || isSame(path, this.#path) || this.#connection.signalingState === "closed") return;
    this.#path = path;
    this.#onPath(path);
  }

  /** Not every browser has the transport, and none has it before it connects. */
  #follow(): void {
    const transport = this.#connection.getTransceivers()[0]?.sender.transport?.iceTransport;
    if (!transport || this.#followed.has(transport)) return;
    this.#followed.add(transport);
    transport.addEventListener("selectedcandidatepairchange", () => void this.read());
  }
}
