import type { Allocation } from "../protocol/allocation.ts";
import type { TurnCore } from "../protocol/core.ts";
import type { RelaySockets } from "../protocol/relay-sockets.ts";
import type { Family } from "../stun/ip-address.ts";
import type { Clock } from "./clock.ts";
import type { PublicPolicyOptions } from "./options.ts";
import { UdpSocket } from "./udp-socket.ts";

/** Asked of the system for each relay socket, bytes. */
const RECEIVE_BUFFER = 256 * 1024;

/** Opens one UDP socket an allocation, for the public policy. */
export class UdpRelaySockets implements RelaySockets {
  readonly #bind: PublicPolicyOptions["bind"];
  readonly #clock: Clock;
  readonly #core: () => TurnCore;

  /** The core needs these sockets to be made, so it comes as a function. */
  constructor(bind: PublicPolicyOptions["bind"], clock: Clock, core: () => TurnCore) {
    this.#bind = bind;
    this.#clock = clock;
    this.#core = core;
  }

  open(allocation: Allocation, family: Family, port: number): void {
    const host = family === 4 ? (this.#bind?.ipv4 ?? "0.0.0.0") : (this.#bind?.ipv6 ?? "::");
    UdpSocket.open(family, host, port, RECEIVE_BUFFER).then(
      (socket) => {
        const core = this.#core();
        socket.onMessage((bytes, address, from) =>
          core.receiveFromPeer(allocation, bytes, address, from, this.#clock()),
        );
        core.relayOpened(allocation, socket, this.#clock());
      },
      () => this.#core().relayFailed(allocation, this.#clock()),
    );
  }
}
