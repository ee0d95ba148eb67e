import { type Socket, WebSocket } from "socket.io-client";
import { LongPolling } from "./long-polling.ts";

/** What a connection begins with, and what it falls back to. */
export const WEB_SOCKET_FIRST = [WebSocket, LongPolling];
const PLAIN_FIRST = [LongPolling, WebSocket];
const CONNECT_TIMEOUT = 8_000;
/** In a hurry an attempt is given so many times what the last one that succeeded took, and this at least, ms. */
const PATIENCE = 2;
const QUICKEST = 700;
/** For networks that became slow, one attempt in so many is given more time, and one in so many all there is. */
const PATIENT_ATTEMPT = 10;
const MORE_TIME = 3;
const MOST_PATIENT_ATTEMPT = 30;
/** Chromium counts WebSockets that were given up: after a dozen it makes the next wait for up to 5 s. So these are quick, and the rest few. */
const QUICK_ATTEMPTS = 6;
/** Firefox keeps the connection of a WebSocket that was given up for so long, ms, and has few for one server. */
const WEB_SOCKET_WAITS_FOR = 90_000;
/** In a hurry an answer is given so many times what the last one took, within these bounds. */
const ANSWER_PATIENCE = 8;
const ANSWER_AT_LEAST = 800;
const ANSWER_AT_MOST = 2_000;

/** What is changed of a Socket.IO manager. */
type Managed = Pick<Socket["io"], "opts"> & {
  timeout(delay: number): unknown;
  reconnectionDelay(delay: number): unknown;
  reconnectionDelayMax(delay: number): unknown;
};

/** How a Socket.IO manager goes about connecting while a call waits for it, and while none does. */
export class Hurry {
  readonly #manager: Managed;
  readonly #isChromium: boolean;
  #on = false;
  /** Attempts since the last success, or since the hurry began. */
  #attempts = 0;
  #startedAt: number | undefined;
  /** The last attempt failed too quickly to have been lost. */
  #wasRefused = false;
  #took = CONNECT_TIMEOUT / PATIENCE;
  #answerTook = CONNECT_TIMEOUT / PATIENCE;
  /** The attempt under way, or the next one, begins with a plain request. */
  #plainFirst = false;
  #webSocketFailedAt = Number.NEGATIVE_INFINITY;

  constructor(manager: Managed, { isChromium }: { readonly isChromium: boolean }) {
    this.#manager = manager;
    this.#isChromium = isChromium;
    this.#apply();
  }

  /** Longest wait for an answer, in a hurry, ms. */
  get answerWithin(): number {
    return Math.min(ANSWER_AT_MOST, Math.max(ANSWER_AT_LEAST, this.#answerTook * ANSWER_PATIENCE));
  }

  /** An answer took so long, ms. */
  answered(took: number): void {
    this.#answerTook = took;
  }

  get isOn(): boolean {
    return this.#on;
  }

  /** An attempt is under way that may still succeed soon. */
  get isUnderWay(): boolean {
    return this.#startedAt !== undefined && performance.now() - this.#startedAt < this.#quick;
  }

  /** An attempt begins. */
  began(): void {
    if (this.#startedAt !== undefined) this.failed();
    this.#startedAt = performance.now();
    this.#attempts++;
    this.#apply();
  }

  succeeded(): void {
    // One that waited for a network to come back tells little.
    if (this.#startedAt !== undefined)
      this.#took = Math.min(performance.now() - this.#startedAt, 2 * this.#took);
    this.#startedAt = undefined;
    this.#attempts = 0;
    if (!this.#plainFirst) this.#webSocketFailedAt = Number.NEGATIVE_INFINITY;
    this.#apply();
  }

  failed(): void {
    this.#wasRefused = this.#startedAt !== undefined && performance.now() - this.#startedAt < QUICKEST;
    this.#startedAt = undefined;
    if (!this.#plainFirst) this.#webSocketFailedAt = performance.now();
    this.#apply();
  }

  set(on: boolean): void {
    this.#on = on;
    this.#attempts = 0;
    if (this.#startedAt === undefined) this.#apply();
  }

  get #quick(): number {
    return Math.min(CONNECT_TIMEOUT, Math.max(QUICKEST, this.#took * PATIENCE));
  }

  /**
   * Firefox goes on connecting for WebSockets that were given up, until none is left for the next. Chromium ties plain
   * requests to connections that were tried before the network was back. What one of them is bad at the other does better.
   */
  get #isPlainBetter(): boolean {
    if (this.#isChromium) return this.#attempts > 1 && this.#attempts % 4 === 0;
    return this.#attempts > 1 || performance.now() - this.#webSocketFailedAt < WEB_SOCKET_WAITS_FOR;
  }

  get #timeout(): number {
    if (!this.#on || (this.#attempts + 1) % MOST_PATIENT_ATTEMPT === 0) return CONNECT_TIMEOUT;
    if (this.#areFew && !this.#plainFirst) return CONNECT_TIMEOUT;
    const isPatient = (this.#attempts + 1) % PATIENT_ATTEMPT === 0;
    return Math.min(CONNECT_TIMEOUT, isPatient ? this.#quick * MORE_TIME : this.#quick);
  }

  /** Shortest and longest wait before the next attempt, ms. */
  get #delays(): readonly [number, number] {
    if (!this.#on) return [300, 2_000];
    return this.#areFew && this.#wasRefused ? [1_000, 1_000] : [200, 300];
  }

  /** Attempts are not to be many from now on. */
  get #areFew(): boolean {
    return this.#isChromium && this.#attempts > QUICK_ATTEMPTS;
  }

  #apply(): void {
    const manager = this.#manager;
    this.#plainFirst = this.#on && this.#isPlainBetter;
    manager.timeout(this.#timeout);
    const [shortest, longest] = this.#delays;
    manager.reconnectionDelay(shortest);
    manager.reconnectionDelayMax(longest);
    manager.opts.transports = this.#plainFirst ? PLAIN_FIRST : WEB_SOCKET_FIRST;
  }
}
