/** Runs events one after the other: one that a step causes waits for its turn, so that nobody sees an older state after a newer one. */
export class EventQueue<E> {
  readonly #run: (event: E) => void;
  readonly #pending: E[] = [];

  constructor(run: (event: E) => void) {
    this.#run = run;
  }

  push(event: E): void {
    this.#pending.push(event);
    if (this.#pending.length > 1) return;
    try {
      for (let next: E | undefined = event; next !== undefined; next = this.#pending[0]) {
        this.#run(next);
        this.#pending.shift();
      }
    } finally {
      this.#pending.length = 0;
    }
  }
}
