/** What a description of the model says. */
interface Said {
  readonly type: "offer" | "answer";
  readonly id: string;
  /** The offer it answers. */
  readonly to?: string;
  readonly fragment: string;
  /** What its side wants of the connection. */
  readonly wish: number;
}

/** Where the model waits, so that a test can let anything else happen meanwhile. */
export type Pause = () => Promise<void>;

/**
 * The signalling of a peer connection as W3C WebRTC 4.4.1.5 and 4.7.3 have it: states, implicit rollback, the chain of
 * operations, and an event that fires whenever there is something to negotiate and nothing under way. Nothing else of one.
 */
export class SignallingModel extends EventTarget {
  readonly #name: string;
  readonly #pause: Pause;
  /** Queues a task of the event loop. */
  readonly #task: (run: () => void) => void;
  #state: "stable" | "have-local-offer" | "have-remote-offer" = "stable";
  #current: { local: Said | undefined; remote: Said | undefined } = { local: undefined, remote: undefined };
  #pending: Said | undefined;
  #chain: Promise<void> = Promise.resolve();
  #chained = 0;
  #checkOnEmptyChain = false;
  #needed = false;
  #count = 0;
  #wish = 0;
  readonly #offersTaken = new Set<string>();
  connectionState: RTCPeerConnectionState = "connected";
  /** What no correct negotiation does. */
  readonly faults: string[] = [];

  constructor(name: string, pause: Pause, task: (run: () => void) => void) {
    super();
    this.#name = name;
    this.#pause = pause;
    this.#task = task;
  }

  get signalingState(): string {
    return this.#state;
  }

  get localDescription(): { type: string; sdp: string } | null {
    const said = this.#state === "have-local-offer" ? this.#pending : this.#current.local;
    return said ? { type: said.type, sdp: write(said) } : null;
  }

  get currentRemoteDescription(): { type: string; sdp: string } | null {
    const { remote } = this.#current;
    return remote ? { type: remote.type, sdp: write(remote) } : null;
  }

  /** What is in force: the two descriptions, and whether the own one says what this side wants now. */
  get inForce() {
    const { local, remote } = this.#current;
    return { local: local?.id, remote: remote?.id, isCurrent: local?.wish === this.#wish };
  }

  /** The credentials in force. */
  get fragments() {
    return { local: this.#current.local?.fragment, remote: this.#current.remote?.fragment };
  }

  /** Something else is wanted of the connection now, as by a new track. */
  want(): void {
    this.#wish++;
    this.#checkNeeded();
  }

  /** An offer with new credentials. */
  async createOffer(_options: { iceRestart: true }): Promise<{ type: string; sdp: string }> {
    const offer: Said[] = [];
    await this.#inChain(() => offer.push(this.#say("offer", this.#fresh())));
    const [said] = offer;
    if (!said) throw this.#wrong("no offer");
    return { type: said.type, sdp: write(said) };
  }

  setLocalDescription(description?: { type: string; sdp?: string }): Promise<void> {
    return this.#inChain(() => {
      if (description?.type === "rollback") return this.#rollback();
      if (description?.sdp !== undefined) return this.#applyLocal(read(description.sdp));
      if (this.#state === "have-remote-offer") return this.#applyLocal(this.#makeAnswer());
      this.#applyLocal(this.#makeOffer());
    });
  }

  setRemoteDescription({ type, sdp }: { type: string; sdp: string }): Promise<void> {
    return this.#inChain(() => {
      const said = read(sdp);
      if (said.type !== type) throw new Error(`${this.#name}: ${type} that is an ${said.type}`);
      if (said.type === "offer") this.#takeOffer(said);
      else this.#takeAnswer(said);
    });
  }

  #makeOffer(): Said {
    return this.#say("offer", this.#current.local?.fragment ?? this.#fresh());
  }

  #makeAnswer(): Said {
    const offer = this.#pending;
    const { local, remote } = this.#current;
    const isRestart = local === undefined || offer?.fragment !== remote?.fragment;
    const answer = this.#say("answer", isRestart ? this.#fresh() : local.fragment);
    return offer ? { ...answer, to: offer.id } : answer;
  }

  #applyLocal(said: Said): void {
    if (said.type === "offer") {
      if (this.#state === "have-remote-offer") throw this.#wrong("own offer");
      this.#state = "have-local-offer";
      this.#pending = said;
      return;
    }
    this.#settle({ local: said, remote: this.#pending });
  }

  #takeOffer(said: Said): void {
    if (this.#offersTaken.has(said.id)) this.faults.push(`${this.#name} took ${said.id} twice`);
    this.#offersTaken.add(said.id);
    if (this.#state === "have-local-offer") this.#rollback();
    this.#state = "have-remote-offer";
    this.#pending = said;
  }

  #takeAnswer(said: Said): void {
    if (this.#state !== "have-local-offer") throw this.#wrong("an answer");
    if (said.to !== this.#pending?.id)
      this.faults.push(`${this.#name} took an answer to ${said.to} for one to ${this.#pending?.id}`);
    this.#settle({ local: this.#pending, remote: said });
  }

  #rollback(): void {
    if (this.#state !== "have-local-offer") throw this.#wrong("a rollback");
    this.#settle(this.#current);
  }

  #settle(current: { local: Said | undefined; remote: Said | undefined }): void {
    this.#current = current;
    this.#pending = undefined;
    this.#state = "stable";
    this.#needed = false;
    this.#checkNeeded();
  }

  #checkNeeded(): void {
    if (this.#chained > 0) {
      this.#checkOnEmptyChain = true;
      return;
    }
    this.#task(() => {
      if (this.#chained > 0) {
        this.#checkOnEmptyChain = true;
        return;
      }
      if (this.#state !== "stable") return;
      const { local } = this.#current;
      const isNeeded = local?.wish !== this.#wish;
      const isNews = isNeeded && !this.#needed;
      this.#needed = isNeeded;
      if (isNews) this.dispatchEvent(new Event("negotiationneeded"));
    });
  }

  #inChain(step: () => void): Promise<void> {
    this.#chained++;
    const done = this.#chain.then(async () => {
      await this.#pause();
      try {
        step();
      } finally {
        this.#chained--;
        if (this.#chained === 0 && this.#checkOnEmptyChain) {
          this.#checkOnEmptyChain = false;
          this.#checkNeeded();
        }
      }
    });
    this.#chain = done.catch(() => undefined);
    return done;
  }

  #say(type: Said["type"], fragment: string): Said {
    return { type, id: `${this.#name}${++this.#count}`, fragment, wish: this.#wish };
  }

  #fresh(): string {
    return `${this.#name}-${++this.#count}`;
  }

  #wrong(what: string): Error {
    return new Error(`InvalidStateError: ${this.#name} in ${this.#state} was given ${what}`);
  }
}

const write = (said: Said): string => `${JSON.stringify(said)}\r\na=ice-ufrag:${said.fragment}\r\n`;
// The model's own words come back to it.
const read = (sdp: string): Said => JSON.parse(sdp.split("\r\n", 1)[0] ?? "") as Said;
