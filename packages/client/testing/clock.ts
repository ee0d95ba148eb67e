/** Lets everything that was promised so far happen. */
const settled = () => new Promise<void>((done) => setImmediate(done));

/** A clock that runs when the test says so, with the timers that hang on it; times are ms. */
export class Clock {
  #now: number;
  /** What `now` is ahead of the time that passed: clocks are set. */
  #ahead = 0;
  #count = 0;
  readonly #timers = new Map<number, { readonly at: number; readonly run: () => void }>();

  constructor(now = 1_000_000) {
    this.#now = now;
  }

  /** The part of an environment that tells time. */
  readonly environment = {
    now: () => this.#now + this.#ahead,
    after: (delay: number, run: () => void) => {
      const id = this.#count++;
      this.#timers.set(id, { at: this.#now + delay, run });
      return () => void this.#timers.delete(id);
    },
  };

  /** How many timers wait. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** Lets time pass; every timer runs at its time, and what it promised is done before the next one. */
  async pass(duration: number): Promise<void> {
    const until = this.#now + duration;
    await settled();
    for (let next = this.#first(until); next; next = this.#first(until)) {
      this.#now = Math.max(this.#now, next.at);
      this.#timers.delete(next.id);
      next.run();
      await settled();
    }
    this.#now = until;
  }

  /** The device sleeps, or its main thread is busy: time passes, timers that were due run late, one of each. */
  async freeze(duration: number): Promise<void> {
    this.#now += duration;
    await this.pass(0);
  }

  /** Somebody sets the clock: `now` jumps, timers do not notice. */
  set(by: number): void {
    this.#ahead += by;
  }

  #first(until: number) {
    const due = [...this.#timers].map(([id, timer]) => ({ id, ...timer })).filter(({ at }) => at <= until);
    return due.sort((a, b) => a.at - b.at || a.id - b.id)[0];
  }
}
