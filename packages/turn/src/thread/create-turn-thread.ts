import type { Socket } from "node:net";
import { Worker } from "node:worker_threads";
import {
  type AlternateServer,
  DEFAULT_CREDENTIAL_LIFETIME,
  type Listening,
} from "../node/create-turn-server.ts";
import { TurnError } from "../node/errors.ts";
import type { TurnServerOptions } from "../node/options.ts";
import { type Credentials, isCallTag, issue, type Seat } from "../protocol/credentials.ts";
import type {
  ErrorParts,
  ForOwner,
  Question,
  ThreadMetrics,
  ThreadOptions,
  ToOwner,
  ToServer,
} from "./messages.ts";
import { isNews } from "./outbox.ts";
import { SocketBridge } from "./socket-bridge.ts";

/** A TURN server in a thread of its own. Made by {@link createTurnThread}. */
export interface TurnThread {
  /** In the order of the options, with the ports that were chosen for 0. */
  readonly listening: readonly Listening[];
  /**
   * Takes over a connection that was accepted and decrypted in this thread and found to speak TURN. `firstBytes` are what
   * was read of it already. It must not be read from or written to by anyone else any more.
   */
  handOver(socket: Socket, firstBytes: Buffer): void;
  /** Resolves when the two seats of the call may relay to each other. @throws TurnError call-tag-invalid, thread-ended */
  admit(callTag: string): Promise<void>;
  /** Resolves when the call is let go of: what it has goes on for as long as its clients refresh it. */
  releaseCall(callTag: string): Promise<void>;
  /** Resolves when all allocations of the call are gone, also when there were none or the thread has ended. */
  closeCall(callTag: string): Promise<void>;
  /** New credentials for one seat; nothing is waited for. @throws TurnError call-tag-invalid */
  credentials(callTag: string, seat: Seat): Credentials;
  /** @throws TurnError thread-ended */
  metrics(): Promise<ThreadMetrics>;
  /** Takes no new allocations: 300 with the other server's address, or 508. @throws TurnError address-invalid */
  drain(alternate?: AlternateServer): Promise<void>;
  /** Ends everything, the thread included. Resolves when all sockets are closed. */
  close(): Promise<void>;
}

export interface TurnThreadOptions extends TurnServerOptions {
  /** The thread ended without being closed, and every connection with it. Called once, after the start only. */
  readonly onFailed?: (error: TurnError) => void;
}

/**
 * Starts {@link createTurnServer} in a worker thread, so that relayed media never makes the caller's event loop wait.
 *
 * @throws TurnError, as a rejection, as createTurnServer does; thread-ended when the thread itself did not start
 */
export function createTurnThread(options: TurnThreadOptions): Promise<TurnThread> {
  return new Promise((resolve, reject) => {
    const { observer, warn, onFailed, ...rest } = options;
    const thread = new RunningThread(startWorker(rest), options);
    thread.onceStarted(() => resolve(thread), reject);
  });
}

function startWorker(workerData: ThreadOptions): Worker {
  const entry = import.meta.url.endsWith(".ts")
    ? new URL("./worker-from-source.mjs", import.meta.url)
    : new URL("./worker.js", import.meta.url);
  return new Worker(entry, { workerData, name: "turn" });
}

/** Milliseconds. */
const CLOSE_WITHIN = 2_000;

interface Waiting {
  readonly resolve: (metrics: ThreadMetrics | undefined) => void;
  readonly reject: (error: TurnError) => void;
}

class RunningThread implements TurnThread {
  listening: readonly Listening[] = [];
  readonly #worker: Worker;
  readonly #options: TurnThreadOptions;
  readonly #bridge: SocketBridge;
  readonly #waiting = new Map<number, Waiting>();
  #state: "starting" | "running" | "closing" | "ended" = "starting";
  #started: () => void = () => undefined;
  #notStarted: (error: TurnError) => void = () => undefined;
  #fault: unknown;
  #nextNumber = 1;

  constructor(worker: Worker, options: TurnThreadOptions) {
    this.#worker = worker;
    this.#options = options;
    this.#bridge = new SocketBridge((message, transfer) => this.#post(message, transfer));
    worker.on("message", (message: ToOwner) => this.#hear(message));
    worker.on("error", (error) => {
      this.#fault = error;
    });
    worker.on("exit", () => this.#exited());
  }

  onceStarted(started: () => void, notStarted: (error: TurnError) => void): void {
    this.#started = started;
    this.#notStarted = notStarted;
  }

  handOver(socket: Socket, firstBytes: Buffer): void {
    if (this.#state === "running") this.#bridge.handOver(socket, firstBytes);
    else socket.destroy();
  }

  async admit(callTag: string): Promise<void> {
    if (!isCallTag(callTag)) throw new TurnError("call-tag-invalid");
    await this.#ask({ kind: "admit", callTag });
  }

  async releaseCall(callTag: string): Promise<void> {
    await this.#askUnlessEnded({ kind: "release-call", callTag });
  }

  async closeCall(callTag: string): Promise<void> {
    await this.#askUnlessEnded({ kind: "close-call", callTag });
  }

  credentials(callTag: string, seat: Seat): Credentials {
    if (!isCallTag(callTag)) throw new TurnError("call-tag-invalid");
    const { secrets, credentialLifetime: lifetime = DEFAULT_CREDENTIAL_LIFETIME } = this.#options;
    const issued = issue(secrets[0] ?? "", callTag, seat, Date.now() / 1000 + lifetime);
    this.#post({ kind: "issued", username: issued.username, lifetime });
    return issued;
  }

  async metrics(): Promise<ThreadMetrics> {
    const metrics = await this.#ask({ kind: "metrics" });
    if (metrics === undefined) throw this.#ended();
    return metrics;
  }

  async drain(alternate?: AlternateServer): Promise<void> {
    await this.#askUnlessEnded({ kind: "drain", alternate });
  }

  async close(): Promise<void> {
    if (this.#state === "running") {
      this.#state = "closing";
      // A thread that hangs is ended all the same.
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, CLOSE_WITHIN);
      });
      await Promise.race([this.#askUnlessEnded({ kind: "close" }), late]);
      clearTimeout(timer);
    }
    await this.#worker.terminate();
  }

  #ask(question: Question): Promise<ThreadMetrics | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#state === "ended") throw this.#ended();
      const number = this.#nextNumber++;
      this.#waiting.set(number, { resolve, reject });
      this.#post({ kind: "question", number, question });
    });
  }

  /** For what is so once the thread has ended. */
  async #askUnlessEnded(question: Question): Promise<void> {
    try {
      await this.#ask(question);
    } catch (error) {
      if (!(error instanceof TurnError) || error.code !== "thread-ended") throw error;
    }
  }

  #post(message: ToServer, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #hear(message: ToOwner): void {
    if (isNews(message)) {
      this.#bridge.hear(message);
      return;
    }
    switch (message.kind) {
      case "answer":
        this.#take(message.number)?.resolve(message.metrics);
        break;
      case "refusal":
        this.#take(message.number)?.reject(errorOf(message.error));
        break;
      case "started":
        this.#state = "running";
        this.listening = message.listening;
        this.#started();
        break;
      case "not-started":
        this.#notStarted(errorOf(message.error));
        break;
      default:
        this.#tell(message);
    }
  }

  #tell(message: ForOwner): void {
    const { observer, warn } = this.#options;
    switch (message.kind) {
      case "warning":
        warn?.(message.warning);
        break;
      case "allocation-opened":
        observer?.allocationOpened?.(message.report);
        break;
      case "allocation-closed":
        observer?.allocationClosed?.(message.report);
        break;
      case "call-closed":
        observer?.callClosed?.(message.report);
    }
  }

  #take(number: number): Waiting | undefined {
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    return waiting;
  }

  #exited(): void {
    const was = this.#state;
    this.#state = "ended";
    this.#bridge.destroyAll();
    const error = this.#ended();
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    if (was === "starting") this.#notStarted(error);
    if (was === "running") this.#options.onFailed?.(error);
  }

  #ended(): TurnError {
    return new TurnError("thread-ended", undefined, this.#fault);
  }
}

function errorOf({ code, detail, cause }: ErrorParts): TurnError {
  return new TurnError(code, detail, cause);
}
