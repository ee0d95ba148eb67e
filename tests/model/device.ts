import { RoomCall } from "../../packages/client/src/call/call.ts";
import type { CallState } from "../../packages/client/src/call/state.ts";
import type { Environment, PageEvent } from "../../packages/client/src/environment.ts";
import type { RoomRecord } from "../../packages/client/src/identity/record.ts";
import { RoomEntry } from "../../packages/client/src/identity/rooms.ts";
import type { Radio } from "./air.ts";
import type { Browser } from "./ice-peer.ts";
import { FakeConnection } from "./peer-connection.ts";
import { SERVER_NAME } from "./server.ts";
import { Wire } from "./wire.ts";
import type { World } from "./world.ts";

const BASE = new URL(`https://${SERVER_NAME}/`);

/** One tab: everything in it ends with it. */
export class Page {
  readonly device: Device;
  readonly call: RoomCall;
  readonly connections: FakeConnection[] = [];
  isAlive = true;
  wire: Wire | undefined;
  readonly #listeners = new Set<(event: PageEvent) => void>();

  constructor(device: Device) {
    this.device = device;
    const room = new RoomEntry(device.store(this), device.record, BASE);
    this.call = new RoomCall(BASE, room, this.#environment(), false);
  }

  get state(): CallState {
    return this.call.state;
  }

  /** Runs something in this page: once its device is awake, never after its end. */
  readonly run = (action: () => void): void => {
    if (!this.isAlive) return;
    if (this.device.isAsleep) this.device.backlog.push(() => this.run(action));
    else action();
  };

  tell(event: PageEvent): void {
    this.run(() => {
      for (const listener of [...this.#listeners]) listener(event);
    });
  }

  /** The tab is gone. `crashed`: without a word to anyone. */
  end(crashed: boolean): void {
    if (!crashed) this.tell("leaving");
    for (const connection of this.connections) {
      if (crashed) connection.end();
      else connection.close();
    }
    this.isAlive = false;
    this.wire?.close();
  }

  #environment(): Environment {
    const { world } = this.device;
    const { clock, random } = world;
    return {
      RTCPeerConnection: this.#connectionClass(),
      mediaDevices: undefined,
      permissions: undefined,
      build: undefined,
      isChromium: this.device.isChromium,
      connect: (_server, listener) => {
        const { device } = this;
        this.wire = new Wire(
          {
            clock,
            random,
            get server() {
              return world.server;
            },
            get isOpen() {
              return device.hasServer && !device.isAsleep;
            },
            latency: device.latency,
            inPage: this.run,
          },
          listener,
        );
        return this.wire;
      },
      onPage: (run) => {
        this.#listeners.add(run);
        return () => this.#listeners.delete(run);
      },
      now: () => clock.now + world.epoch + this.device.clockOffset,
      after: (delay, run) => clock.after(delay, () => this.run(run)),
    };
  }

  #connectionClass(): typeof RTCPeerConnection {
    const { device, run, connections } = this;
    const browser: Browser = {
      air: device.world.air,
      radio: () => device.radio,
      fails: device.isChromium,
      sends: device.showsSelf,
      inPage: run,
      onRemoteCandidate: () => device.world.candidateUsed(device),
    };
    class PageConnection extends FakeConnection {
      static generateCertificate = async () => device.world.certificate();
      constructor(configuration: RTCConfiguration = {}) {
        super(browser, configuration);
        connections.push(this);
      }
    }
    // Only the part of the interface that the SDK uses is there.
    return PageConnection as unknown as typeof RTCPeerConnection;
  }
}

const isMoved = (state: CallState): boolean => state.name === "ended" && state.reason === "moved";

/** A browser on a machine: its storage, its networks, its tabs. */
export class Device {
  readonly world: World;
  readonly name: string;
  record: RoomRecord;
  readonly pages: Page[] = [];
  readonly latency: number;
  readonly isChromium: boolean;
  /** Its camera or microphone is on. */
  readonly showsSelf: boolean;
  /** Faults that stand between it and the server, and on its way to others. */
  #serverCuts = 0;
  #outCuts = 0;
  #inCuts = 0;
  address: number;
  isAsleep = false;
  clockOffset = 0;
  readonly backlog: (() => void)[] = [];
  /** What the person wants: to talk, or to be left alone. */
  wantsCall = true;

  constructor(world: World, name: string, record: RoomRecord) {
    const { random } = world;
    this.world = world;
    this.name = name;
    this.record = record;
    this.address = world.nextAddress();
    this.latency = random.between(5, 80);
    this.isChromium = random.chance(0.6);
    this.showsSelf = random.chance(0.8);
  }

  get radio(): Radio {
    const { isAsleep, address, latency } = this;
    const [sends, hears] = [this.#outCuts === 0 && !isAsleep, this.#inCuts === 0 && !isAsleep];
    return { sends, hears, address, latency };
  }

  /** The tab in use: the newest that does not say that the call moved to another one. Undefined while a page is being reloaded. */
  get page(): Page | undefined {
    const newest = this.pages.at(-1);
    if (!newest?.isAlive) return undefined;
    return this.pages.findLast(({ isAlive, state }) => isAlive && !isMoved(state)) ?? newest;
  }

  /** What is said now reaches the server, as far as this device's own network goes. */
  get isOnline(): boolean {
    return this.hasServer && !this.isAsleep && this.page?.wire?.isSound === true;
  }

  /** Opens a tab, unless there is one in use. */
  reopen(): void {
    const { page } = this;
    if (!page || isMoved(page.state)) this.open();
  }

  open(): void {
    const page = new Page(this);
    this.pages.push(page);
    this.world.person(page);
    page.call.start();
  }

  /** The storage as one tab sees it: what is written after its end is not. */
  store(page: Page) {
    return {
      persistent: true,
      get: async () => this.record,
      put: async (_: string, record: RoomRecord) => {
        if (page.isAlive) this.record = record;
      },
      change: async (_: string, change: (record: RoomRecord) => RoomRecord) => {
        if (page.isAlive) this.record = change(this.record);
      },
    };
  }

  get hasServer(): boolean {
    return this.#serverCuts === 0;
  }

  cutServer(abrupt: boolean): void {
    if (++this.#serverCuts === 1) this.#wires(false, abrupt);
  }

  healServer(): void {
    if (this.#serverCuts > 0 && --this.#serverCuts === 0 && !this.isAsleep) this.#wires(true, false);
  }

  cutMedia(direction: "both" | "out" | "in"): void {
    if (direction !== "in") this.#outCuts++;
    if (direction !== "out") this.#inCuts++;
    this.world.air.changed();
  }

  healMedia(direction: "both" | "out" | "in"): void {
    if (direction !== "in") this.#outCuts = Math.max(0, this.#outCuts - 1);
    if (direction !== "out") this.#inCuts = Math.max(0, this.#inCuts - 1);
    this.world.air.changed();
  }

  healAll(): void {
    this.#serverCuts = Math.min(1, this.#serverCuts);
    this.healServer();
    this.#outCuts = 0;
    this.#inCuts = 0;
    this.world.air.changed();
  }

  /** Another network: sockets and pairs of candidates belong to the old one. */
  move(): void {
    this.address = this.world.nextAddress();
    for (const page of this.pages) page.wire?.moved();
    this.world.air.changed();
    for (const page of this.pages) page.tell("network");
  }

  sleep(): void {
    this.isAsleep = true;
    this.#wires(false, false);
    this.world.air.changed();
  }

  wake(): void {
    if (!this.isAsleep) return;
    this.isAsleep = false;
    this.#wires(this.hasServer, false);
    for (const action of this.backlog.splice(0)) action();
    this.world.air.changed();
    for (const page of this.pages) page.tell("visible");
  }

  tell(event: PageEvent): void {
    for (const page of this.pages) page.tell(event);
  }

  #wires(isOpen: boolean, abrupt: boolean): void {
    for (const page of this.pages) page.wire?.networkChanged(isOpen, abrupt);
  }
}
