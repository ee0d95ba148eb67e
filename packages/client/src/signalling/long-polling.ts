import { Fetch } from "socket.io-client";

/** Longest life of the word that a connection is closed, ms. */
const FAREWELL = 2_000;

/**
 * Socket.IO's long-polling, which leaves no request behind when it is closed. Its own ones do, and requests nobody waits for
 * any longer hold the few connections a browser makes to one server: after a cut the next one would wait for theirs.
 */
export class LongPolling extends Fetch {
  readonly #closed = new AbortController();

  override doPoll(): void {
    this.#request().then(
      (text) => this.onData(text),
      (error: unknown) => this.#onFailure("poll", error),
    );
  }

  override doWrite(data: string, written: () => void): void {
    this.#request(data).then(written, (error: unknown) => this.#onFailure("post", error));
  }

  override doClose(): void {
    this.#closed.abort();
    // What is not open yet has nobody to tell.
    if (this.readyState === "open") super.doClose();
  }

  async #request(body?: string): Promise<string> {
    const headers = { "content-type": "text/plain;charset=UTF-8" };
    const response = await fetch(this.uri(), {
      // Balancers that keep a device with one server do so by a cookie.
      credentials: "same-origin",
      signal: this.#closed.signal.aborted ? AbortSignal.timeout(FAREWELL) : this.#closed.signal,
      ...(body === undefined ? {} : { method: "POST", body, headers }),
    });
    if (!response.ok) throw new Error(`The server answered ${response.status}.`);
    return await response.text();
  }

  #onFailure(what: "poll" | "post", error: unknown): void {
    if (!this.#closed.signal.aborted) this.onError(`${what} failed`, error);
  }
}
