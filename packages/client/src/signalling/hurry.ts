import type { Socket } from "socket.io-client";

const CONNECT_TIMEOUT = 8_000;
/** In a hurry an attempt is given so many times what the last one that succeeded took, and this at least. */
const PATIENCE = 3;
const QUICKEST = 700;
/** For networks that became slow, one attempt in so many is given more time, and one in so many all there is. */
const PATIENT_ATTEMPT = 6;
const MORE_TIME = 3;
const MOST_PATIENT_ATTEMPT = 30;
/** In a hurry an answer is given so many times what the last one took, within these bounds. */
const ANSWER_PATIENCE = 8;
const ANSWER_AT_LEAST = 800;
const ANSWER_AT_MOST = 2_000;

/** How a Socket.IO manager goes about connecting while a call waits for it, and while none does. */
export class Hurry {
  #answerTook = CONNECT_TIMEOUT / PATIENCE;
  readonly #manager: Socket["io"];
  readonly #isChromium = "userAgentData" in navigator;
  #on = false;
  /** Attempts since the last success, or since the hurry began. */
  #attempts = 0;
  #startedAt: number | undefined;
  #took = CONNECT_TIMEOUT / PATIENCE;

  constructor(manager: Socket["io"]) {
    this.#manager = manager;
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
    this.#apply();
  }

  failed(): void {
    this.#startedAt = undefined;
  }

  set(on: boolean): void {
    this.#on = on;
    this.#attempts = 0;
    this.#apply();
  }

  get #quick(): number {
    return Math.min(CONNECT_TIMEOUT, Math.max(QUICKEST, this.#took * PATIENCE));
  }

  get #timeout(): number {
    if (!this.#on || (this.#attempts + 1) % MOST_PATIENT_ATTEMPT === 0) return CONNECT_TIMEOUT;
    const isPatient = (this.#attempts + 1) % PATIENT_ATTEMPT === 0;
    return Math.min(CONNECT_TIMEOUT, isPatient ? this.#quick * MORE_TIME : this.#quick);
  }

  #apply(): void {
    const manager = this.#manager;
    manager.timeout(this.#timeout);
    manager.reconnectionDelay(this.#on ? 200 : 300);
    manager.reconnectionDelayMax(this.#on ? 300 : 2_000);
    // After failures browsers make a page wait for a WebSocket, Firefox longer and longer. Chromium ties plain requests to
    // connections that were tried before the network was back. What one of them is bad at the other does better.
    const plainFirst = this.#on && this.#attempts > 0 && (!this.#isChromium || this.#attempts % 4 === 0);
    manager.opts.transports = plainFirst ? ["polling", "websocket"] : ["websocket", "polling"];
  }
}
