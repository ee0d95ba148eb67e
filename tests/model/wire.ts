import type { ServerEventName } from "@onecall/protocol";
import type { Channel, ChannelListener, ServerEvent } from "../../packages/client/src/signalling/channel.ts";
import type { Clock } from "./clock.ts";
import type { Random } from "./random.ts";
import type { Connection, Server } from "./server.ts";

/** Socket.IO's own: a ping every 10 s that has to be answered within 8 s. */
const PING_TIMEOUT = 18_000;
const ACK_TIMEOUT = 10_000;
const ACK_TIMEOUT_IN_A_HURRY = 2_000;
const CONNECT_TIMEOUT = 8_000;
const AFTER_SERVER_CLOSE = 1_000;

/** What a wire needs of the device it belongs to, and of the world around. */
export interface WireOwner {
  readonly clock: Clock;
  readonly random: Random;
  /** Undefined while no server runs. */
  readonly server: Server | undefined;
  /** The way between device and server is whole. */
  readonly isOpen: boolean;
  /** One way, ms. */
  readonly latency: number;
  /** Runs something in the page: not while the device sleeps, never once the page is gone. */
  inPage(run: () => void): void;
}

/** One TCP connection: what is under way while the network is broken waits, until somebody gives up. */
class Line {
  readonly #owner: WireOwner;
  readonly server: Server;
  connection: Connection | undefined;
  #toServer: (() => void)[] = [];
  #toDevice: (() => void)[] = [];
  isDeviceGone = false;
  isServerGone = false;
  /** It belongs to a network the device has left: nothing goes through any more, and nobody is told. */
  isCut = false;
  #cancelTimeout: (() => void) | undefined;

  constructor(owner: WireOwner, server: Server) {
    this.#owner = owner;
    this.server = server;
  }

  up(run: () => void): void {
    this.#send(this.#toServer, () => {
      if (!this.isServerGone) run();
    });
  }

  down(run: () => void): void {
    this.#send(this.#toDevice, () => {
      if (!this.isDeviceGone) run();
    });
  }

  #send(way: (() => void)[], run: () => void): void {
    way.push(run);
    this.#owner.clock.after(this.#owner.latency, () => this.#flush(way));
  }

  #flush(way: (() => void)[]): void {
    if (this.#owner.isOpen && !this.isCut) way.shift()?.();
  }

  /** The network is whole again: what waited arrives. */
  healed(): void {
    this.#cancelTimeout?.();
    for (const way of [this.#toServer, this.#toDevice]) {
      for (let left = way.length; left > 0; left--)
        this.#owner.clock.after(this.#owner.latency, () => this.#flush(way));
    }
  }

  broken(giveUp: (end: "device" | "server") => void): void {
    const { clock, random } = this.#owner;
    const cancels = (["device", "server"] as const).map((end) =>
      clock.after(random.between(PING_TIMEOUT / 2, PING_TIMEOUT), () => giveUp(end)),
    );
    this.#cancelTimeout = () => {
      for (const cancel of cancels) cancel();
    };
  }
}

/** A {@link Channel} as `socket-channel.ts` makes one, over simulated network. */
export class Wire implements Channel {
  readonly #owner: WireOwner;
  readonly #listener: ChannelListener;
  #line: Line | undefined;
  #isUp = false;
  #isClosed = false;
  #hurry = false;
  #tries = 0;
  #attempt = 0;
  #requests = 0;
  readonly #answers = new Map<number, (answer: unknown) => void>();
  #cancelTimer: (() => void) | undefined;
  /** Connections this wire had and that the server may still believe in. */
  readonly #lines = new Set<Line>();

  constructor(owner: WireOwner, listener: ChannelListener) {
    this.#owner = owner;
    this.#listener = listener;
    this.#connectIn(0);
  }

  /** Connected, and nothing that is sent gets lost. */
  get isSound(): boolean {
    return this.#isUp && this.#line?.isCut === false;
  }

  send(event: Parameters<Channel["send"]>[0], payload: object): boolean {
    const line = this.#line;
    if (!this.#isUp || !line) return false;
    line.up(() => line.connection && line.server.receive(line.connection, event, payload, undefined));
    return true;
  }

  request: Channel["request"] = (event, payload) =>
    new Promise((resolve) => {
      const line = this.#line;
      if (!this.#isUp || !line) return resolve(undefined);
      const id = ++this.#requests;
      const cancel = this.#owner.clock.after(this.#hurry ? ACK_TIMEOUT_IN_A_HURRY : ACK_TIMEOUT, () =>
        this.#owner.inPage(() => {
          if (!this.#answers.delete(id)) return;
          if (this.#line === line) this.#connectAnew();
          resolve(undefined);
        }),
      );
      this.#answers.set(id, (answer) => {
        cancel();
        resolve(answer as never); // As the server of the model typed it.
      });
      line.up(() => line.connection && line.server.receive(line.connection, event, payload, id));
    });

  reconnect(delay: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#owner.clock.after(delay, () => this.#owner.inPage(() => this.#connectAnew()));
  }

  hurry(on: boolean): void {
    const isNews = on !== this.#hurry;
    this.#hurry = on;
    if (isNews && on && !this.#isUp) this.#connectAnew();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelTimer?.();
    this.#hangUp();
  }

  /** The page is gone: a browser closes its sockets. */
  abandon(): void {
    this.close();
  }

  /** The way between device and server broke or healed. `abrupt`: both ends learn it at once. */
  networkChanged(isOpen: boolean, abrupt: boolean): void {
    for (const line of this.#lines) {
      if (line.isCut) continue;
      if (isOpen) this.#heal(line);
      else if (abrupt) for (const end of ["device", "server"] as const) this.#giveUp(line, end);
      else line.broken((end) => this.#giveUp(line, end));
    }
  }

  /** The device is in another network now. */
  moved(): void {
    for (const line of this.#lines) {
      line.isCut = true;
      line.broken((end) => this.#giveUp(line, end));
    }
  }

  /** The server's process is gone. */
  serverGone(server: Server): void {
    for (const line of this.#lines) {
      if (line.server !== server) continue;
      line.isServerGone = true;
      if (this.#owner.isOpen && !line.isCut) this.#giveUp(line, "device");
    }
  }

  #heal(line: Line): void {
    line.healed();
    // Who gave up meanwhile resets what the other still believes in.
    if (line.isServerGone) this.#giveUp(line, "device");
    else if (line.isDeviceGone) this.#giveUp(line, "server");
  }

  #giveUp(line: Line, end: "device" | "server"): void {
    if (end === "server") {
      if (!line.isServerGone && line.connection) line.server.lost(line.connection);
      line.isServerGone = true;
    } else if (!line.isDeviceGone) {
      line.isDeviceGone = true;
      if (this.#owner.isOpen && !line.isCut) this.#giveUp(line, "server");
      if (line === this.#line) this.#owner.inPage(() => this.#onDown(line, this.#delay()));
    }
    if (line.isDeviceGone && line.isServerGone) this.#lines.delete(line);
  }

  #delay(): number {
    const most = this.#hurry ? 300 : 2_000;
    const base = Math.min(most, (this.#hurry ? 200 : 300) * 2 ** Math.min(8, this.#tries++));
    return base * (0.5 + this.#owner.random.next());
  }

  #onDown(line: Line, retryIn: number): void {
    if (line !== this.#line) return;
    this.#line = undefined;
    this.#isUp = false;
    for (const [id, answer] of [...this.#answers]) {
      this.#answers.delete(id);
      answer(undefined);
    }
    if (this.#isClosed) return;
    this.#connectIn(retryIn);
    this.#listener.onDown();
  }

  #hangUp(): void {
    const line = this.#line;
    if (!line) return;
    this.#isUp = false;
    this.#line = undefined;
    for (const answer of this.#answers.values()) answer(undefined);
    this.#answers.clear();
    // The close follows what was sent before it.
    line.up(() => this.#giveUp(line, "server"));
    line.isDeviceGone = true;
  }

  #connectAnew(): void {
    if (this.#isClosed) return;
    const wasUp = this.#isUp;
    this.#hangUp();
    this.#connectIn(0);
    if (wasUp) this.#listener.onDown();
  }

  #connectIn(delay: number): void {
    this.#cancelTimer?.();
    const attempt = ++this.#attempt;
    const { clock } = this.#owner;
    this.#cancelTimer = clock.after(delay, () => this.#owner.inPage(() => void this.#connect(attempt)));
  }

  async #connect(attempt: number): Promise<void> {
    const { clock, latency } = this.#owner;
    const isStale = () => this.#isClosed || attempt !== this.#attempt;
    if (this.#owner.isOpen) await clock.wait(3 * latency);
    else await clock.wait(this.#hurry ? 1_000 : CONNECT_TIMEOUT);
    const { server } = this.#owner;
    this.#owner.inPage(() => {
      if (isStale()) return;
      if (this.#owner.isOpen && server && server === this.#owner.server) this.#open(server);
      else {
        this.#connectIn(this.#delay());
        this.#listener.onDown();
      }
    });
  }

  #open(server: Server): void {
    const line = new Line(this.#owner, server);
    this.#line = line;
    this.#lines.add(line);
    this.#isUp = true;
    this.#tries = 0;
    const received = (run: () => void) =>
      line.down(() => this.#owner.inPage(() => line === this.#line && run()));
    line.connection = server.connect({
      deliver: (event: ServerEventName, payload: object) =>
        // Typed where the server made it.
        received(() => this.#listener.onEvent({ event, payload } as ServerEvent)),
      answer: (id, answer) =>
        received(() => {
          const take = this.#answers.get(id);
          this.#answers.delete(id);
          take?.(answer);
        }),
      closed: () => {
        line.isServerGone = true;
        received(() => {
          line.isDeviceGone = true;
          this.#lines.delete(line);
          this.#onDown(line, AFTER_SERVER_CLOSE);
        });
      },
    });
  }
}
