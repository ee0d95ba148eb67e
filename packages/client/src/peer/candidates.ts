import type { Candidate } from "@onecall/protocol";
import type { Environment } from "../environment.ts";
import type { CallErrorCode } from "../errors.ts";
import type { AcceptProof } from "./consent.ts";
import type { IceSource } from "./ice-config.ts";
import { LocalCandidates } from "./local-candidates.ts";
import { RelayWatch } from "./relay-watch.ts";
import { RemoteCandidates } from "./remote-candidates.ts";

export interface CandidatesOptions {
  readonly environment: Pick<Environment, "after">;
  readonly sid: string;
  readonly allowLoopback: boolean;
  readonly serverIsNear: boolean;
  readonly hideAddress: boolean;
  readonly ice: Pick<IceSource, "list">;
}

export interface CandidatesListener {
  /** A candidate of the other device is not used. */
  onDrop(): void;
  /** The relay this connection needs can not be had. */
  onRelayProblem(code: CallErrorCode): void;
}

/** The candidates of one connection, both ways: which may leave, which may be used, and whether there is a relay. */
export class Candidates {
  readonly #local: LocalCandidates;
  readonly #remote: RemoteCandidates;
  readonly #relay: RelayWatch;

  constructor(connection: RTCPeerConnection, options: CandidatesOptions, listener: CandidatesListener) {
    const { environment, hideAddress, ice } = options;
    this.#remote = new RemoteCandidates({
      ...options,
      // A candidate the browser cannot use is one path less, not a fault of the call.
      use: ({ usernameFragment = null, ...rest }) =>
        void connection.addIceCandidate({ ...rest, usernameFragment }).catch(() => listener.onDrop()),
      onDrop: () => listener.onDrop(),
    });
    this.#relay = new RelayWatch({
      environment,
      hides: hideAddress,
      list: () => ice.list,
      onProblem: (code) => listener.onRelayProblem(code),
    });
    this.#local = new LocalCandidates(connection, options, {
      onCandidate: ({ line, relayed }) => {
        this.#remote.own(line);
        if (relayed) this.#relay.found();
      },
      onGathering: (complete) => {
        if (complete) this.#remote.gathered();
        this.#relay.gathering(complete);
      },
    });
  }

  /** Both said yes: candidates leave from now on. Returns those gathered so far. */
  open(proof: AcceptProof, send: (candidates: Candidate[]) => void): Candidate[] {
    const held = this.#local.release(proof, send);
    this.#relay.open();
    return held;
  }

  /** Candidates of the other device, of ICE generation `ep`. */
  add(candidates: readonly Candidate[], ep: number): void {
    this.#remote.add(candidates, ep);
  }

  /** What left of those of the description in force. */
  sent(): readonly Candidate[] {
    return this.#local.sent();
  }

  /** The other device's description of ICE generation `ep` is in force: its candidates can be used. */
  remoteIs(ep: number): void {
    this.#remote.inForce(ep);
  }

  /** The first offer is being made once more. */
  beginAnew(): void {
    this.#relay.gathering(false);
  }

  /** The first offer was made once more: what belongs to the one before is of no use. */
  begunAnew(): void {
    this.#local.forgetOlder();
  }

  /** There will be no call without a relay, where the person hides its address. */
  needRelay(): void {
    this.#relay.need();
  }

  /** The list of servers is another. */
  serversChanged(): void {
    this.#relay.check();
  }

  connectionChanged(state: RTCPeerConnectionState): void {
    if (state === "failed") this.#relay.failed();
    // Whatever breaks later, there was a way without.
    if (state === "connected") this.#relay.close();
  }

  /** Packets come, or none do. */
  lineIs(state: "whole" | "broken"): void {
    this.#remote.connected(state === "whole");
  }

  close(): void {
    this.#remote.close();
    this.#relay.close();
  }
}
