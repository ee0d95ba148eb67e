/**
 * Gathers what happens in one turn of the event loop and posts it at its end as one message: a message costs more than a
 * packet in it.
 */
export class Outbox<T> {
  readonly #post: (news: readonly T[], transfer: readonly ArrayBuffer[]) => void;
  /** Called before posting, to push what waited for the end of the turn. */
  readonly #beforePost: () => void;
  #news: T[] = [];
  #transfer: ArrayBuffer[] = [];
  #isScheduled = false;

  constructor(
    post: (news: readonly T[], transfer: readonly ArrayBuffer[]) => void,
    beforePost: () => void = () => undefined,
  ) {
    this.#post = post;
    this.#beforePost = beforePost;
  }

  /** `moved` is memory that the other side gets and nobody here may use again. */
  push(item: T, moved?: ArrayBuffer): void {
    this.#news.push(item);
    if (moved !== undefined) this.#transfer.push(moved);
    this.schedule();
  }

  /** Posts at the end of this turn, also when nothing was pushed yet. */
  schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    // Immediates run once the turn has read all sockets that were ready.
    setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#beforePost();
    this.#isScheduled = false;
    const [news, transfer] = [this.#news, this.#transfer];
    if (news.length === 0) return;
    this.#news = [];
    this.#transfer = [];
    this.#post(news, transfer);
  }
}
