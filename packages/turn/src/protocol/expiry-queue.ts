/** Something that ends at a time. A class extends it; the queue keeps its place in `heapIndex`. */
export abstract class Expirable {
  /** Milliseconds on the server's own clock. Changed only through the queue. */
  expiresAt = 0;
  /** -1 when it is in no queue. */
  heapIndex = -1;
  /** Called once, when its time has come and it has left the queue. */
  abstract expire(now: number): void;
}

/** A binary heap: nothing is ever scanned, moving or removing one entry costs the logarithm of their number. */
export class ExpiryQueue {
  readonly #heap: Expirable[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** When the next entry ends; undefined when there is none. */
  get next(): number | undefined {
    return this.#heap[0]?.expiresAt;
  }

  /** Adds the entry, or moves it when it is there already. */
  schedule(item: Expirable, expiresAt: number): void {
    item.expiresAt = expiresAt;
    if (item.heapIndex === -1) {
      item.heapIndex = this.#heap.length;
      this.#heap.push(item);
    }
    this.#up(item);
    this.#down(item);
  }

  /** Takes the entry out; does nothing when it is not there. */
  remove(item: Expirable): void {
    const { heapIndex } = item;
    if (heapIndex === -1) return;
    const last = this.#heap.pop();
    item.heapIndex = -1;
    if (last === undefined || last === item) return;
    this.#put(last, heapIndex);
    this.#up(last);
    this.#down(last);
  }

  /** Ends everything whose time has come. */
  expire(now: number): void {
    for (let first = this.#heap[0]; first !== undefined && first.expiresAt <= now; first = this.#heap[0]) {
      this.remove(first);
      first.expire(now);
    }
  }

  #up(item: Expirable): void {
    while (item.heapIndex > 0) {
      const parent = this.#heap[(item.heapIndex - 1) >> 1];
      if (parent === undefined || parent.expiresAt <= item.expiresAt) return;
      this.#swap(parent, item);
    }
  }

  #down(item: Expirable): void {
    for (;;) {
      const left = this.#heap[2 * item.heapIndex + 1];
      const right = this.#heap[2 * item.heapIndex + 2];
      const child =
        left !== undefined && right !== undefined && right.expiresAt < left.expiresAt ? right : left;
      if (child === undefined || child.expiresAt >= item.expiresAt) return;
      this.#swap(item, child);
    }
  }

  #swap(above: Expirable, below: Expirable): void {
    const { heapIndex } = above;
    this.#put(above, below.heapIndex);
    this.#put(below, heapIndex);
  }

  #put(item: Expirable, index: number): void {
    this.#heap[index] = item;
    item.heapIndex = index;
  }
}
