import { userhash } from "../stun/attributes/userhash.ts";
import { Expirable, type ExpiryQueue } from "./expiry-queue.ts";

/** A name that may come as USERHASH, until its credentials run out. */
class KnownName extends Expirable {
  readonly username: string;
  readonly #forget: () => void;

  constructor(username: string, forget: () => void) {
    super();
    this.username = username;
    this.#forget = forget;
  }

  override expire(): void {
    this.#forget();
  }
}

/** RFC 8489 section 9.2: a hash can not be turned back into a name, so the issued names are remembered. */
export class UserHashes {
  readonly #names = new Map<string, KnownName>();
  readonly #realm: string;
  readonly #queue: ExpiryQueue;
  readonly #capacity: number;

  constructor(realm: string, queue: ExpiryQueue, capacity = 20_000) {
    this.#realm = realm;
    this.#queue = queue;
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#names.size;
  }

  /** Remembers a name until `expiresAt`, milliseconds on the server's clock. */
  remember(username: string, expiresAt: number): void {
    const hash = userhash(username, this.#realm).toString("latin1");
    if (this.#names.size >= this.#capacity) this.#forgetOldest();
    const known = this.#names.get(hash) ?? new KnownName(username, () => this.#names.delete(hash));
    this.#names.set(hash, known);
    this.#queue.schedule(known, expiresAt);
  }

  usernameOf(hash: Buffer, now: number): string | undefined {
    const known = this.#names.get(hash.toString("latin1"));
    return known !== undefined && known.expiresAt > now ? known.username : undefined;
  }

  #forgetOldest(): void {
    for (const [hash, known] of this.#names) {
      this.#queue.remove(known);
      this.#names.delete(hash);
      return;
    }
  }
}
