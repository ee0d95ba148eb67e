import { NetlabError } from "./errors.ts";

/** The places at the internet that are free; the one that was freed longest ago is taken first. */
export class Places {
  readonly #free: number[];

  constructor(count: number) {
    this.#free = Array.from({ length: count }, (_, place) => place);
  }

  /** @throws NetlabError `full` */
  take(): number {
    const place = this.#free.shift();
    if (place === undefined) throw new NetlabError("full");
    return place;
  }

  free(place: number): void {
    this.#free.push(place);
  }
}
