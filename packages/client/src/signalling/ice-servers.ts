import type { AckOf } from "@onecall/protocol";
import type { Environment } from "../environment.ts";
import type { IceList, IceSource } from "../peer/ice-config.ts";

/** Longest a connection that is being made waits for its servers: the answer to another question is later anyway. */
const WITHIN = 1_500;
/** Share of their time to live after which servers are asked for again (SPEC ICE-4). */
const RENEW_AT = 0.8;
/** However short a server's credentials live: it allows six questions a minute. */
const RENEW_NOT_BEFORE = 15_000;
/** A list younger than this is as good as a new one. */
const FRESH = 5_000;
/** SPEC ICE-1: six questions a minute; one is left for the renewal. */
const QUESTIONS = 5;
const QUESTIONS_WITHIN = 60_000;
const UNKNOWN: IceList = { servers: undefined, more: false };

/** Whose servers they are: one handshake of one call. */
export interface IceCall {
  readonly sid: string;
  /** The guest's, from the host. */
  readonly handle: number | undefined;
}

export interface IceServersOptions {
  readonly environment: Pick<Environment, "now" | "after">;
  /** Asks the server; `handle` is the guest's, from the host. Undefined when there was no answer. */
  ask(handle?: number): Promise<AckOf<"turn"> | undefined>;
  /** A list came; running connections want it too. */
  onChange(list: IceList): void;
}

/** Keeps the list of STUN and TURN servers of the call at hand (SPEC ICE-4). */
export class IceServers implements IceSource {
  readonly #options: IceServersOptions;
  #list = UNKNOWN;
  /** Undefined while no session needs servers: nothing is asked then. */
  #call: IceCall | undefined;
  /** Grows with every question. */
  #turn = 0;
  #asking: Promise<void> | undefined;
  #heardAt = Number.NEGATIVE_INFINITY;
  #askedAt: number[] = [];
  #cancelRenewal: (() => void) | undefined;

  constructor(options: IceServersOptions) {
    this.#options = options;
  }

  get list(): IceList {
    return this.#list;
  }

  /** Asks for servers for this call; what was told of another one, and answers to older questions, count no more. */
  ask(call: IceCall): void {
    this.#cancelRenewal?.();
    // Credentials end with their call (SPEC ICE-2).
    if (call.sid !== this.#call?.sid || call.handle !== this.#call.handle) this.#forget();
    this.#call = call;
    this.#asking = this.#ask(++this.#turn, call);
  }

  /** Asks again for the call that was asked for last, if there is one; `handle` is the guest's now. */
  renew(handle = this.#call?.handle): void {
    if (this.#call) this.ask({ ...this.#call, handle });
  }

  async ready(): Promise<IceList> {
    const { after } = this.#options.environment;
    const asking = this.#asking;
    if (asking) {
      await new Promise<void>((done) => {
        const cancel = after(WITHIN, done);
        void asking.finally(() => {
          cancel();
          done();
        });
      });
    }
    return this.#list;
  }

  async afterAdmit(): Promise<IceList> {
    const { servers, more } = this.#list;
    if (servers && !more) return this.#list;
    if (!this.#asking) this.renew();
    return this.ready();
  }

  async fresh(): Promise<IceList> {
    const age = this.#options.environment.now() - this.#heardAt;
    // A clock that was put back makes it old too.
    const isOld = age > FRESH || age < 0;
    if (!this.#asking && isOld && this.#mayAsk()) this.renew();
    return this.ready();
  }

  /** No connection needs servers any more: nothing is asked, nothing kept. */
  rest(): void {
    this.#cancelRenewal?.();
    this.#turn++;
    this.#call = undefined;
    this.#asking = undefined;
    this.#forget();
  }

  #mayAsk(): boolean {
    const now = this.#options.environment.now();
    this.#askedAt = this.#askedAt.filter((at) => at <= now && now - at < QUESTIONS_WITHIN);
    return this.#askedAt.length < QUESTIONS;
  }

  async #ask(turn: number, { handle }: IceCall): Promise<void> {
    this.#askedAt.push(this.#options.environment.now());
    const answer = await this.#options.ask(handle).catch(() => undefined);
    if (turn !== this.#turn) return;
    this.#asking = undefined;
    if (answer && "ok" in answer) {
      this.#heardAt = this.#options.environment.now();
      this.#list = { servers: answer.servers, more: answer.more ?? false };
      this.#renewIn(answer.ttl * 1_000 * RENEW_AT);
      this.#options.onChange(this.#list);
      return;
    }
    // There is no such call any more: what was told of it is dead.
    if (answer?.err === "closed") this.#forget();
    this.#renewIn(answer?.retry ?? 0);
  }

  /** Running connections keep what they have: dead credentials still tell this device's own address (RFC 8656 section 7.3). */
  #forget(): void {
    this.#list = UNKNOWN;
    this.#heardAt = Number.NEGATIVE_INFINITY;
  }

  #renewIn(delay: number): void {
    this.#cancelRenewal?.();
    const { after } = this.#options.environment;
    this.#cancelRenewal = after(Math.max(delay, RENEW_NOT_BEFORE), () => this.renew());
  }
}
