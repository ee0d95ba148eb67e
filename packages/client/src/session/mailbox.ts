import {
  type Bytes,
  LIMITS,
  type Message,
  type Opened,
  ProtocolError,
  type SealedSession,
} from "@onecall/protocol";

/** Messages nobody could read before the session is given up. */
const MAX_DROPPED = 20;
/** What was sent again arrives within this time, or is lost, ms. */
const ON_THE_WAY_FOR = 500;
/** Half of what is kept until it is acknowledged is for messages that are said only once. */
const ROOM_LEFT_AT = LIMITS.unackedFrames / 2;

export interface MailboxOwner {
  readonly sealed: SealedSession | undefined;
  readonly isClosed: boolean;
  /** Both said yes: from then on the server relays as much as is needed (SPEC GATE-1). */
  readonly isOpen: boolean;
  /** Milliseconds since the epoch. */
  now(): number;
  /** To the other device, as is. */
  post(bytes: Bytes): void;
  take(message: Message): Promise<void>;
  onFailed(error: unknown): void;
}

/** The sealed messages of one session: sent in the order of the calls, and again where they did not arrive (SPEC FRAME-7). */
export class Mailbox {
  readonly #owner: MailboxOwner;
  #outbox: Promise<void> = Promise.resolve();
  #dropped = 0;
  /** The first of those that were sent again last, and when. */
  #resent: { readonly first: Bytes | undefined; readonly at: number } | undefined;

  constructor(owner: MailboxOwner) {
    this.#owner = owner;
  }

  /** Seals and sends a message. */
  send(message: Message): void {
    this.#inTurn(async (sealed) => this.#owner.post(await sealed.seal(message)));
  }

  /** As {@link send}, unless too much waits for the other device already. */
  sendIfRoom(message: Message): boolean {
    const { sealed, isClosed } = this.#owner;
    if (isClosed || !sealed || sealed.unacknowledged >= ROOM_LEFT_AT) return false;
    this.send(message);
    return true;
  }

  /** One of the two connections to the server is another: what was on its way may be lost. Then as {@link sync}. */
  reconnected(): void {
    this.#resent = undefined;
    this.sync();
  }

  /** Tells the other device what arrived, so that it sends again what did not (SPEC FRAME-6). */
  sync(): void {
    // A session that failed has nothing to ask for.
    this.#inTurn(async (sealed) => {
      const frame = await sealed.sync().catch(() => undefined);
      if (frame) this.#owner.post(frame);
    });
  }

  /** Resolves when everything sent so far was handed to signalling. */
  flush(): Promise<void> {
    return this.#outbox;
  }

  /** Takes a frame of the other device. */
  async receive(sealed: SealedSession, bytes: Bytes): Promise<void> {
    const opened = await this.#readable(sealed.open(bytes));
    // Left while it was being opened: nothing of it counts any more.
    if (this.#owner.isClosed) return;
    switch (opened?.kind) {
      case "message":
        await this.#owner.take(opened.message);
        if (opened.syncDue) this.sync();
        return;
      case "resend":
        this.#sendAgain(opened.frames);
        return;
      case "gap":
        // Before both said yes the server relays five messages and no more (SPEC GATE-1).
        if (opened.first && this.#owner.isOpen) this.sync();
        return;
      case "duplicate":
      case undefined:
    }
  }

  /** Several syncs of one gap are answered once: what they ask for is on its way. */
  #sendAgain(frames: readonly Bytes[]): void {
    const at = this.#owner.now();
    const [first] = frames;
    const before = this.#resent;
    if (before && before.first === first && Math.abs(at - before.at) < ON_THE_WAY_FOR) return;
    this.#resent = { first, at };
    for (const frame of frames) this.#owner.post(frame);
  }

  #inTurn(run: (sealed: SealedSession) => Promise<void>): void {
    this.#outbox = this.#outbox.then(async () => {
      const { sealed, isClosed } = this.#owner;
      if (isClosed || !sealed) return;
      try {
        await run(sealed);
      } catch (error) {
        this.#owner.onFailed(error);
      }
    });
  }

  /** Undefined for what is dropped: a message of a newer version, or bytes that are no frame of this session. */
  async #readable(opening: Promise<Opened>): Promise<Opened | undefined> {
    try {
      return await opening;
    } catch (error) {
      const harmless =
        error instanceof ProtocolError &&
        (error.code === "message-malformed" || error.code === "frame-malformed");
      if (!harmless || ++this.#dropped > MAX_DROPPED) throw error;
      return undefined;
    }
  }
}
