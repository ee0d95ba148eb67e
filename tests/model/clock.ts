interface Timer {
  readonly at: number;
  readonly order: number;
  run: (() => void) | undefined;
}

/** Simulated time, ms from 0: jumps from one timer to the next. */
export class Clock {
  now = 0;
  /** A binary heap, earliest first. */
  readonly #timers: Timer[] = [];
  #order = 0;

  /** Calls `run` once after `delay` ms; returns what cancels it. */
  after(delay: number, run: () => void): () => void {
    const timer: Timer = { at: this.now + Math.max(0, delay), order: this.#order++, run };
    this.#push(timer);
    return () => {
      timer.run = undefined;
    };
  }

  wait(delay: number): Promise<void> {
    return new Promise((done) => {
      this.after(delay, done);
    });
  }

  /** Lets time pass until `end`, or until `isOver`, which is asked after each step. */
  async run(end: number, isOver: () => boolean = () => false): Promise<void> {
    await settled();
    for (let next = this.#timers[0]; next && next.at <= end; next = this.#timers[0]) {
      this.#pop();
      if (!next.run) continue;
      this.now = Math.max(this.now, next.at);
      next.run();
      await settled();
      if (isOver()) return;
    }
    this.now = end;
  }

  #push(timer: Timer): void {
    const heap = this.#timers;
    let at = heap.push(timer) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (!parent || !isEarlier(timer, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = timer;
  }

  #pop(): void {
    const heap = this.#timers;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
      if (!left) break;
      const isRight = right !== undefined && isEarlier(right, left);
      const child = isRight ? right : left;
      if (!isEarlier(child, last)) break;
      heap[at] = child;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = last;
  }
}

const isEarlier = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** Node runs these once no promise has anything left to do. */
const settled = (): Promise<void> => new Promise((done) => process.nextTick(done));
