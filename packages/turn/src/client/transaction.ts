import type { StunMessage } from "../stun/message.ts";
import { TurnClientError } from "./errors.ts";
import type { Wire } from "./wire.ts";

/** RFC 8489 section 6.2.1: the first wait before a request is sent again, milliseconds; each wait doubles it. */
const FIRST_WAIT = 500;
/** RFC 8489 section 6.2.1, Rc: how often a request is sent at most. */
const MOST_SENDS = 7;

/** Why answers to a request were not taken so far. */
export type Doubt = "not-stun" | "answer-unsigned";

/** One request on its way: sent again over UDP (RFC 8489 section 6.2.1), and over after `timeout` milliseconds whatever happens. */
export class Transaction {
  readonly answer: Promise<StunMessage>;
  readonly #accepts: (answer: StunMessage) => boolean;
  #doubt: Doubt | undefined;
  #resend: NodeJS.Timeout | undefined;
  readonly #end: NodeJS.Timeout;
  #resolve: (answer: StunMessage) => void = () => undefined;
  #reject: (error: TurnClientError) => void = () => undefined;

  constructor(wire: Wire, bytes: Buffer, timeout: number, accepts: (answer: StunMessage) => boolean) {
    this.#accepts = accepts;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#end = setTimeout(() => this.fail(new TurnClientError(this.#doubt ?? "timeout")), timeout);
    this.#send(wire, bytes, 1);
  }

  /** RFC 8489 section 9.2.5: an answer whose signature is wrong counts as not received. */
  take(answer: StunMessage): void {
    if (!this.#accepts(answer)) {
      this.doubt("answer-unsigned");
      return;
    }
    this.#stop();
    this.#resolve(answer);
  }

  /** Something came that is no answer: told if nothing better comes. */
  doubt(why: Doubt): void {
    this.#doubt ??= why;
  }

  fail(error: TurnClientError): void {
    this.#stop();
    this.#reject(error);
  }

  #send(wire: Wire, bytes: Buffer, count: number): void {
    wire.send(bytes);
    if (wire.isReliable || count === MOST_SENDS) return;
    const wait = FIRST_WAIT * 2 ** (count - 1);
    this.#resend = setTimeout(() => this.#send(wire, bytes, count + 1), wait);
  }

  #stop(): void {
    clearTimeout(this.#resend);
    clearTimeout(this.#end);
  }
}
