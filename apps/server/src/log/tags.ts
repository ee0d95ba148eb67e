import { createHmac, randomBytes } from "node:crypto";

const DAY = 86_400_000;

/** Short names for rooms and addresses in logs: they join lines of one day and mean nothing on the next. */
export class Tags {
  #key = randomBytes(32);
  #day = -1;
  readonly #now: () => number;

  /** @param now ms since the epoch */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** 8 hexadecimal digits. */
  of(value: string): string {
    const day = Math.floor(this.#now() / DAY);
    if (day !== this.#day) {
      this.#day = day;
      this.#key = randomBytes(32);
    }
    return createHmac("sha256", this.#key).update(value).digest("hex").slice(0, 8);
  }
}
