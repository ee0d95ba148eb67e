import { randomBytes } from "node:crypto";

/**
 * Names of calls towards TURN servers: nothing can be learned from them, and none is ever used twice, whatever becomes of a
 * room. A name is made when it is first needed and forgotten when the call is over.
 */
export class CallTags {
  readonly #tags = new Map<string, string>();

  /** The name of a call, which its room knows by a number. */
  of(roomId: string, call: number): string {
    const key = `${roomId} ${call}`;
    const known = this.#tags.get(key);
    if (known !== undefined) return known;
    const tag = randomBytes(8).toString("hex");
    this.#tags.set(key, tag);
    return tag;
  }

  /** The name of a call that is over, if it ever had one. */
  forget(roomId: string, call: number): string | undefined {
    const key = `${roomId} ${call}`;
    const tag = this.#tags.get(key);
    this.#tags.delete(key);
    return tag;
  }
}
