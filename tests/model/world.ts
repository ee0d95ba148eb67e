import { exportPublicKey, keyHash, toBase64url } from "@onecall/protocol";
import type { CallState } from "../../packages/client/src/call/state.ts";
import { openRooms, type RoomEntry } from "../../packages/client/src/identity/rooms.ts";
import { Air } from "./air.ts";
import { Clock } from "./clock.ts";
import { Device, type Page } from "./device.ts";
import { fakeCrypto } from "./fake-crypto.ts";
import { Random } from "./random.ts";
import { Server } from "./server.ts";

/** What a schedule broke. */
export class Violation extends Error {}

const IN_CALL: readonly CallState["name"][] = ["connecting", "connected", "reconnecting", "lost"];
/** Where a person may be whose other one has left. */
const APART: readonly CallState["name"][] = ["idle", "lobby", "waiting", "ringing", "asking", "ended"];
const EPOCH = 1_700_000_000_000;

const isInCall = (device: Device | undefined): boolean =>
  device?.page !== undefined && IN_CALL.includes(device.page.state.name);

/** A host, its guest and somebody else, the server, and the networks between them. */
export class World {
  readonly clock = new Clock();
  readonly random: Random;
  readonly air: Air;
  readonly epoch = EPOCH;
  server: Server | undefined;
  readonly log: string[] = [];
  /** Told when a schedule is replayed. */
  readonly listens: boolean;
  violation: Violation | undefined;
  /** Something made both sides wait that is meant to: a cap on handshakes, a rate. */
  mayTakeLong = false;
  /** The host's person let the guest in. */
  isAccepted = false;
  /** When somebody said good-bye, if the other one must have heard it. */
  #saidSurelyAt: number | undefined;
  #addresses = 1_024;
  #seatKey = "";
  #host: Device | undefined;
  #guest: Device | undefined;
  #stranger: Device | undefined;

  constructor(seed: number, listens: boolean) {
    this.random = new Random(seed);
    this.listens = listens;
    this.air = new Air(this.clock, this.random);
    this.server = new Server(this.clock, this.random);
    Object.defineProperty(globalThis, "crypto", { value: fakeCrypto(this.random), configurable: true });
    performance.now = () => this.clock.now;
  }

  /** Makes the link and who has it. */
  async furnish(): Promise<void> {
    const base = "https://call.example.org/";
    const mine = (await (await openRooms({ base })).create()) as RoomEntry; // What `create` makes.
    const theirs = async () => ((await (await openRooms({ base })).open(mine.link)) as RoomEntry).record;
    this.#host = new Device(this, "host", mine.record);
    this.#guest = new Device(this, "guest", await theirs());
    this.#stranger = new Device(this, "stranger", await theirs());
    const key = await exportPublicKey(this.#guest.record.identity.publicKey);
    this.#seatKey = toBase64url(await keyHash(key));
  }

  get host(): Device {
    return need(this.#host);
  }
  get guest(): Device {
    return need(this.#guest);
  }
  get stranger(): Device {
    return need(this.#stranger);
  }

  stopServer(): void {
    const { server } = this;
    if (!server) return;
    server.kill();
    this.server = undefined;
    for (const device of [this.host, this.guest, this.stranger]) {
      for (const page of device.pages) page.wire?.serverGone(server);
    }
  }

  startServer(): void {
    this.server ??= new Server(this.clock, this.random);
  }

  /** A person has enough. */
  leaves(device: Device): void {
    if (!device.page || device.isAsleep) return;
    device.wantsCall = false;
    const isSure = this.host.isOnline && this.guest.isOnline && this.server?.isDraining === false;
    this.#saidSurelyAt = isSure && this.#areSeated ? this.clock.now : undefined;
    for (const page of device.pages) page.run(() => page.call.leave());
  }

  /** The server has both in their seats: what one says reaches the other. */
  get #areSeated(): boolean {
    const { host, seat, guests } = this.server?.room ?? {};
    return host?.at === "on" && seat !== undefined && guests?.get(seat.p)?.conn !== undefined;
  }

  /** Something goes wrong: what was said a moment ago may be lost. */
  disturbed(): void {
    if (this.#saidSurelyAt !== undefined && this.clock.now < this.#saidSurelyAt + 2_000)
      this.#saidSurelyAt = undefined;
  }

  /** Nobody is connected, and nobody believes that it is coming back who was told otherwise. */
  get isParted(): boolean {
    const allowed = this.#saidSurelyAt === undefined ? [...APART, "reconnecting", "lost"] : APART;
    return [this.host, this.guest].every(
      ({ page }) => page !== undefined && allowed.includes(page.state.name),
    );
  }

  nextAddress(): number {
    return ++this.#addresses;
  }

  certificate(): RTCCertificate {
    const bytes = new Uint8Array(32);
    this.random.fill(bytes);
    const value = [...bytes].map((byte) => byte.toString(16).padStart(2, "0").toUpperCase()).join(":");
    const certificate = { expires: 0, getFingerprints: () => [{ algorithm: "sha-256", value }] };
    return certificate as RTCCertificate; // Nothing else of it is used.
  }

  violate(promise: string): void {
    if (this.violation) return;
    this.note(`VIOLATION: ${promise}`);
    this.violation = new Violation(`${promise} (at ${this.clock.now} ms)`);
  }

  note(text: string): void {
    if (this.listens) this.log.push(`${String(Math.round(this.clock.now)).padStart(7)} ${text}`);
  }

  /** SPEC CONSENT-1. */
  candidateUsed(device: Device): void {
    if (!this.isAccepted) this.violate(`CONSENT-1: the ${device.name} used a candidate before both said yes`);
    if (device === this.#stranger) this.violate("CONSENT-1: a stranger got a candidate");
  }

  /** What must hold at any time. */
  check(): void {
    const { server } = this;
    const { seat, guests } = server?.room ?? {};
    const seated = seat && guests?.get(seat.p);
    if (seated && seated.key !== this.#seatKey) this.violate("SEAT-5: somebody else has the guest seat");
    if (seated && !this.isAccepted)
      this.violate("SEAT-5: somebody was seated before the host's person said yes");
    if (server && server.thrownOut.length > 0)
      this.violate(`STRIKE-1: the server threw out a ${server.thrownOut.join()} that follows the rules`);
    if (isInCall(this.#stranger)) this.violate("P7: a third party is in the call");
    if (isInCall(this.#guest) && !this.isAccepted)
      this.violate("CONSENT-2: the guest is in the call before the host's person said yes");
  }
  /** A person who uses a page. */
  person(page: Page): void {
    const { device, call } = page;
    let before: CallState["name"] = "idle";
    call.on("error", ({ code }) => {
      this.note(`${device.name} reports ${code}`);
      if (code === "handshake-cap" || code === "server-rate") this.mayTakeLong = true;
      // The click came to nothing: who still hears it ring presses again.
      if (code === "signalling-unreachable" && device.wantsCall) this.#react(page, call.state);
    });
    call.on("state", (state) => {
      if (state.name !== before)
        this.note(`${device.name} ${device.pages.indexOf(page)}: ${describe(state)}`);
      if (state.name === "ended") this.#ended(page, state, before);
      before = state.name;
      if (device.wantsCall) this.#react(page, state);
    });
  }

  #react({ call, run, device }: Page, { name }: CallState): void {
    const soon = (act: () => void) => this.clock.after(this.random.between(300, 2_500), () => run(act));
    if (name === "lobby") soon(() => call.state.name === "lobby" && call.ask({ name: device.name }));
    if (name === "ringing") {
      soon(() => {
        const { state } = call;
        if (state.name !== "ringing") return;
        if (state.peer.name === "guest") {
          this.isAccepted = true;
          call.accept({ video: true, name: "host" });
        } else call.decline();
      });
    }
  }

  #ended({ call, run, device }: Page, state: CallState & { name: "ended" }, before: CallState["name"]): void {
    if (state.reason === "left" || state.reason === "moved") return;
    const hasLeft = !this.host.wantsCall || !this.guest.wantsCall;
    if (IN_CALL.includes(before) && !hasLeft) {
      this.violate(`the call of the ${device.name} ended by itself: ${describe(state)}`);
    }
    if (hasLeft || device === this.#stranger) return;
    // Sent away or given up before there was a call: the person tries again.
    this.mayTakeLong = true;
    this.clock.after(2_000, () => run(() => call.state.name === "ended" && call.rejoin()));
  }

  describe(): string {
    const each = [this.host, this.guest].map(
      ({ name, page }) => `${name} ${page ? describe(page.state) : "without a tab"}`,
    );
    return each.join(", ");
  }

  /** Both see and hear each other. */
  get isConnected(): boolean {
    const [mine, theirs] = [this.host.page, this.guest.page];
    if (mine?.state.name !== "connected" || theirs?.state.name !== "connected") return false;
    const shown = (page: Page) =>
      page.connections.find((connection) => {
        const [receiver] = connection.getReceivers();
        return (
          receiver !== undefined && page.call.remote.stream.getTracks().includes(receiver.track as never)
        );
      });
    const [a, b] = [shown(mine), shown(theirs)];
    return a !== undefined && b !== undefined && this.air.carries(a, b) && this.air.carries(b, a);
  }
}

const describe = (state: CallState): string =>
  state.name === "ended" ? `ended ${state.reason} ${state.code ?? ""}`.trim() : state.name;

const need = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error("the world is not furnished");
  return value;
};
