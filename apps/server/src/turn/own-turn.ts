import type { Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import {
  type Credentials,
  createTurnThread,
  issueCredentials,
  type Seat,
  TurnError,
  type TurnThread,
} from "@onecall/turn";
import type { Config } from "../config/schema.ts";
import { DOCTOR_CALL } from "../doctor/doctor-credentials.ts";
import { describe, type Log } from "../log/log.ts";
import { StartError } from "../start-error.ts";
import type { PublicAddresses } from "./public-addresses.ts";
import { type Admits, type TurnOptions, turnOptions } from "./turn-options.ts";

export type { Admits } from "./turn-options.ts";

/** The port of RFC 8489 section 2. */
const STUN_PORT = 3_478;
/** How often it is looked whether the last relayed call is over, ms. */
const LOOK_EVERY = 500;
/** How often it is looked whether limits refused someone, ms. */
const REPORT_EVERY = 60_000;
/** Wait before a thread that ended is started again, ms. */
const AGAIN_AFTER = 1_000;

/**
 * The own STUN and TURN server, in a thread of its own. Should that end, it is started again with the same secrets, ports and
 * calls, so that a restart of ICE is all a relayed call needs.
 */
export class OwnTurn {
  readonly #options: TurnOptions;
  readonly #log: Log;
  readonly #calls = new Set<string>();
  #ports: readonly number[];
  #thread: TurnThread | undefined;
  #reports: NodeJS.Timeout | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  private constructor(options: TurnOptions, ports: readonly number[], log: Log) {
    this.#options = options;
    this.#ports = ports;
    this.#log = log;
  }

  /**
   * Listens on UDP `port` and on the second port; TCP and TLS come to it by {@link take}.
   * @throws StartError with the sentence for the person who starts it
   */
  static async start(config: Config, port: number, log: Log, admits: Admits): Promise<OwnTurn> {
    const wanted = config.turnPort === "none" ? port : (config.turnPort ?? STUN_PORT);
    const turn = new OwnTurn(await turnOptions(config, admits), [...new Set([port, wanted])], log);
    try {
      await turn.#start();
    } catch (error) {
      if (wanted === port || !(error instanceof TurnError) || error.code !== "port-in-use")
        throw explain(error);
      await turn.#startWithoutSecond(port);
      // Nobody asked for it: another TURN server may well have it.
      if (config.turnPort !== undefined) {
        await turn.stop();
        throw new StartError("turn-failed", sentence(error), { cause: error });
      }
      log.info("turn-second-port-taken", { port: wanted });
    }
    // Only who has the secrets can make credentials for it, and then it reaches itself alone.
    if (config.turnSecrets.length > 0) turn.admit(DOCTOR_CALL);
    return turn;
  }

  get secondPort(): number | undefined {
    return this.#ports[1];
  }

  /** The addresses the internet reaches this machine by, as configured or asked for. */
  get addresses(): PublicAddresses {
    return this.#options.addresses;
  }

  /** Takes over a connection that speaks TURN. */
  take(socket: Socket, firstBytes: Buffer): void {
    if (this.#thread) this.#thread.handOver(socket, firstBytes);
    else socket.destroy();
  }

  /** New credentials for one seat of a call. */
  credentials(callTag: string, seat: Seat): Credentials {
    if (this.#thread) return this.#thread.credentials(callTag, seat);
    // They are good for the thread that is being started as well.
    const [secret = ""] = this.#options.server.secrets;
    return issueCredentials(secret, callTag, seat, Date.now() / 1_000 + 600);
  }

  /** From now on the two seats of the call may relay to each other. */
  admit(callTag: string): void {
    this.#calls.add(callTag);
    this.#do((thread) => thread.admit(callTag));
  }

  /** Ends everything of the call. */
  closeCall(callTag: string): void {
    this.#calls.delete(callTag);
    this.#do((thread) => thread.closeCall(callTag));
  }

  /** What the call has goes on, nothing new begins. */
  releaseCall(callTag: string): void {
    this.#calls.delete(callTag);
    this.#do((thread) => thread.releaseCall(callTag));
  }

  /** Takes no new allocations; resolves when those of calls are gone, or after `longest` ms. */
  async drain(longest: number): Promise<void> {
    this.#do((thread) => thread.drain());
    const end = performance.now() + longest;
    while (this.#thread && performance.now() < end) {
      // A thread that ended carries nothing.
      const metrics = await this.#thread.metrics().catch(() => undefined);
      if (!metrics || metrics.allocations === 0) return;
      await wait(Math.min(LOOK_EVERY, Math.max(0, end - performance.now())));
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    clearInterval(this.#reports);
    await this.#thread?.close();
  }

  /** A thread that ended meanwhile is being started again, and told of every call then. */
  #do(act: (thread: TurnThread) => Promise<void>): void {
    if (this.#thread) act(this.#thread).catch((error) => this.#log.warn("turn-not-told", describe(error)));
  }

  async #start(): Promise<void> {
    const { server, hosts } = this.#options;
    const thread = await createTurnThread({
      ...server,
      listen: this.#ports.flatMap((port) => hosts.map((host) => ({ transport: "udp", host, port }) as const)),
      warn: ({ code }) => this.#log.warn(code),
      observer: {
        callClosed: ({ bytes }) => bytes > 0 && this.#log.info("relay-ended", { bytes }),
      },
      onFailed: (error) => this.#onFailed(error),
    });
    if (this.#isStopped) await thread.close();
    else this.#use(thread);
  }

  async #startWithoutSecond(port: number): Promise<void> {
    this.#ports = [port];
    try {
      await this.#start();
    } catch (error) {
      throw explain(error);
    }
  }

  #use(thread: TurnThread): void {
    this.#thread = thread;
    let before = 0;
    clearInterval(this.#reports);
    const report = ({ answers }: Awaited<ReturnType<TurnThread["metrics"]>>) => {
      const refused = (answers["486"] ?? 0) + (answers["508"] ?? 0);
      if (refused > before) this.#log.warn("turn-limits-refused", { count: refused - before });
      before = refused;
    };
    // A thread that ended is told of elsewhere.
    this.#reports = setInterval(() => thread.metrics().then(report, () => undefined), REPORT_EVERY).unref();
  }

  #onFailed(error: TurnError): void {
    this.#log.error("turn-ended", describe(error.cause ?? error));
    this.#thread = undefined;
    clearInterval(this.#reports);
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => {
      this.#start().then(
        () => {
          for (const callTag of this.#calls) this.#do((thread) => thread.admit(callTag));
        },
        (again: TurnError) => this.#onFailed(again),
      );
    }, AGAIN_AFTER);
  }
}

const explain = (error: unknown): unknown => {
  if (!(error instanceof TurnError)) return error;
  const code = error.code === "port-in-use" ? "port-in-use" : "turn-failed";
  return new StartError(code, sentence(error), { cause: error });
};

const sentence = ({ message }: TurnError): string => `STUN and TURN can not start: ${message}`;
