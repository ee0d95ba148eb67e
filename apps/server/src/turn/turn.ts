import type { Socket } from "node:net";
import type { Config } from "../config/schema.ts";
import type { Log } from "../log/log.ts";
import type { FrontDoor } from "../port/front-door.ts";
import { listen } from "../port/listen.ts";
import type { RelayPlace } from "../rooms/relay-place.ts";
import { StartError } from "../start-error.ts";
import { CallTags } from "./call-tags.ts";
import { IceServers, type TurnAnswer } from "./ice-servers.ts";
import { type Admits, OwnTurn } from "./own-turn.ts";
import type { PublicAddresses } from "./public-addresses.ts";
import type { Reached } from "./reached.ts";

/** Ports tried when any free one will do and UDP has no socket left under the number TCP got. */
const TRIES = 20;

/** STUN and TURN as the rest of the server sees them: the own server, if it is on, and those elsewhere. */
export class Turn {
  /** The port of the door. */
  readonly port: number;
  readonly #turn: OwnTurn | undefined;
  readonly #ice: IceServers;
  readonly #tags = new CallTags();

  private constructor(config: Config, port: number, turn: OwnTurn | undefined) {
    this.port = port;
    this.#turn = turn;
    this.#ice = new IceServers({ config, port, turn });
  }

  /**
   * Opens the door's TCP port, and STUN and TURN on the same UDP port.
   * @throws StartError with the sentence for the person who starts it
   */
  static async start(config: Config, door: FrontDoor, log: Log, admits: Admits = "each"): Promise<Turn> {
    for (let left = TRIES; ; left--) {
      const port = await listen(door.server, config);
      if (config.turn === "off") return new Turn(config, port, undefined);
      try {
        return new Turn(config, port, await OwnTurn.start(config, port, log, admits));
      } catch (error) {
        const isTaken = error instanceof StartError && error.code === "port-in-use";
        if (!isTaken || config.port !== 0 || left === 0) throw error;
        await new Promise((resolve) => door.server.close(resolve));
      }
    }
  }

  /** The addresses the internet reaches this machine by, as configured or asked for. */
  get addresses(): PublicAddresses {
    return this.#turn?.addresses ?? {};
  }

  /** Takes over a connection that speaks TURN. */
  take(socket: Socket, firstBytes: Buffer): void {
    // The port accepts half-open connections for HTTP's sake.
    socket.once("end", () => socket.destroy());
    if (this.#turn) this.#turn.take(socket, firstBytes);
    else socket.destroy();
  }

  /** SPEC ICE-1. */
  answer(roomId: string, place: RelayPlace | undefined, reached: Reached | undefined): TurnAnswer {
    const mine = place && { ...place, tag: this.#tags.of(roomId, place.call) };
    return this.#ice.answer(mine, reached);
  }

  /** From now on the two of this call may relay to each other. */
  open(roomId: string, call: number): void {
    this.#turn?.admit(this.#tags.of(roomId, call));
  }

  /** Ends everything they have at the own server. */
  close(roomId: string, call: number): void {
    const tag = this.#tags.forget(roomId, call);
    if (tag !== undefined) this.#turn?.closeCall(tag);
  }

  /** What is there goes on, nothing new begins. */
  release(roomId: string, call: number): void {
    const tag = this.#tags.forget(roomId, call);
    if (tag !== undefined) this.#turn?.releaseCall(tag);
  }

  /** Takes nothing new; resolves when relayed calls are over, or after `longest` ms. */
  async drain(longest: number): Promise<void> {
    await this.#turn?.drain(longest);
  }

  /** Stops the own server. */
  async stop(): Promise<void> {
    await this.#turn?.stop();
  }
}
