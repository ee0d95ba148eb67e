import { fromBase64url, type Reply, type ServerPayload } from "@onecall/protocol";
import type { ConnectionReport } from "../check/connection-check.ts";
import type { Drawing } from "../draw/drawing.ts";
import type { Environment, PageEvent } from "../environment.ts";
import { CallError, type CallErrorCode } from "../errors.ts";
import { CallMemory } from "../identity/call-memory.ts";
import type { RoomEntry } from "../identity/rooms.ts";
import { watchDevices } from "../media/devices.ts";
import { CapturedMedia } from "../media/local-media.ts";
import { tracksOf } from "../peer/local-tracks.ts";
import type { CallPath } from "../peer/path.ts";
import type { Reactions } from "../reactions/reactions.ts";
import { Seat, type Seated } from "../signalling/seat.ts";
import { isLoopback, isNear } from "../signalling/server-place.ts";
import type { Call, CallEvents, Line } from "./api.ts";
import type { CallContext, Side } from "./context.ts";
import { Effects } from "./effects.ts";
import { Emitter } from "./emitter.ts";
import { EventQueue } from "./event-queue.ts";
import type { CallEvent } from "./events.ts";
import { Features } from "./features.ts";
import { GuestSide } from "./guest-side.ts";
import { HostSide } from "./host-side.ts";
import { LineView } from "./line-view.ts";
import { OwnWord } from "./own-word.ts";
import { RemoteView } from "./remote-media.ts";
import { ServerNews } from "./server-news.ts";
import { sessionEvents } from "./session-events.ts";
import { Sessions } from "./sessions.ts";
import type { CallState } from "./state.ts";
import { transition } from "./transition.ts";

const NAME_LENGTH = 64;

/** A {@link Call}: runs what `transition` decides. */
export class RoomCall implements Call {
  readonly room: RoomEntry;
  readonly devices: ReturnType<typeof watchDevices>;
  readonly local: CapturedMedia;
  readonly remote = new RemoteView(() => this.#events.emit("remote", this.remote));
  readonly #features: Features;
  readonly #environment: Environment;
  readonly #memory: CallMemory;
  readonly #seat: Seat;
  readonly #sessions: Sessions;
  readonly #host: HostSide;
  readonly #guest: GuestSide;
  readonly #effects: Effects;
  readonly #events = new Emitter<CallEvents>();
  #state: CallState = { name: "idle" };
  #path: CallPath | undefined;
  #hideAddress: boolean;
  #ownName = "";
  readonly #lineView = new LineView(() => this.#onLine());
  readonly #server: ServerNews;
  readonly #word: OwnWord;
  readonly #stopWatchingPage: () => void;
  readonly #queue = new EventQueue<CallEvent>((event) => this.#step(event));
  #closed = false;

  constructor(server: URL, room: RoomEntry, environment: Environment, hideAddress: boolean) {
    this.room = room;
    this.#hideAddress = hideAddress;
    this.#environment = environment;
    this.#features = new Features(environment);
    this.#server = new ServerNews(environment.build, this.#events);
    this.#memory = new CallMemory(room, environment);
    this.devices = watchDevices(environment);
    this.local = new CapturedMedia(environment, () => void this.devices.refresh());
    this.#seat = new Seat(room, server, environment.connect, {
      onSeated: (seated) => this.#onSeated(seated),
      onEvent: (event) => {
        if (event.event === "frame") this.#onFrame(event.payload);
        else this.#side.onEvent(event);
      },
      onSuperseded: () => this.#dispatch({ type: "superseded", at: environment.now() }),
      onOffline: () => {
        this.#server.signallingIs("offline");
        this.#dispatch({ type: "offline" });
      },
      onReach: () => {
        if (this.#seat.reachesPeer) this.#sessions.nudge("signalling");
      },
      onBuild: (build) => this.#server.serves(build),
      onRefused: (code) => this.#dispatch({ type: "refused", code, at: environment.now() }),
      onMalformed: () => this.#report("server-malformed"),
    });
    this.#sessions = new Sessions({
      environment,
      room,
      allowLoopback: isLoopback(server.hostname),
      serverIsNear: isNear(server.hostname),
      hideAddress: () => this.#hideAddress,
      tracks: () => tracksOf(this.local),
      canSignal: () => this.#seat.reachesPeer,
      turn: (handle) => this.#seat.turn(handle),
      frame: (bytes, handle) => this.#seat.frame(bytes, handle),
      listener: sessionEvents(() => context),
    });
    this.#word = new OwnWord(this.#sessions);
    const context = this.#context();
    this.#host = new HostSide(context);
    this.#guest = new GuestSide(context);
    this.#effects = new Effects({
      context,
      host: this.#host,
      guest: this.#guest,
      local: this.local,
      onGaveUp: () => this.#dispatch({ type: "gave-up" }),
    });
    this.#stopWatchingPage = environment.onPage((event) => this.#onPage(event));
    this.local.onChange(() => {
      this.#sessions.setTracks(tracksOf(this.local));
      this.#word.media(this.local, this.line);
    });
  }

  get state(): CallState {
    return this.#state;
  }

  get path(): CallPath | undefined {
    return this.#path;
  }

  get line(): Line {
    return this.#lineView.line;
  }

  get reactions(): Reactions {
    return this.#features.reactions;
  }

  get signalling(): "online" | "offline" {
    return this.#server.signalling;
  }

  get isOutdated(): boolean {
    return this.#server.isOutdated;
  }

  on<E extends keyof CallEvents>(event: E, listener: (...args: CallEvents[E]) => void): () => void {
    return this.#events.on(event, listener);
  }

  start(): void {
    this.#dispatch({ type: "start", ...this.#beginning() });
  }

  ask({ name }: { name: string }): void {
    this.#ownName = name.trim().slice(0, NAME_LENGTH);
    this.#guest.asked();
    this.#dispatch({ type: "ask", at: this.#environment.now() });
  }

  cancel(): void {
    this.#dispatch({ type: "cancel" });
  }

  accept({ video, name = "" }: { video: boolean; name?: string }): void {
    if (!this.#host.consent()) return;
    this.#ownName = name.trim().slice(0, NAME_LENGTH);
    if (!video) void this.local.setEnabled("camera", false);
    this.#dispatch({ type: "accept", at: this.#environment.now() });
  }

  decline(reply?: Reply): void {
    this.#dispatch({ type: "decline", ...(reply ? { reply } : {}) });
  }

  leave(): void {
    this.#dispatch({ type: "leave", at: this.#environment.now() });
  }

  rejoin(): void {
    // Another tab may have ended the call, or be in it.
    void this.room.refresh().then(() => {
      if (!this.#closed) this.#dispatch({ type: "rejoin", ...this.#beginning() });
    });
  }

  async setEnabled(kind: "microphone" | "camera", on: boolean): Promise<void> {
    const capture = await this.local.setEnabled(kind, on);
    if (capture.state === "failed") this.#report(capture.code);
  }

  setHideAddress(on: boolean): void {
    this.#hideAddress = on;
  }

  async verify(): Promise<void> {
    const key = this.#sessions.current?.peer?.key;
    if (!key) return;
    await this.#memory.verify(key);
    this.#dispatch({ type: "verified" });
  }

  async checkConnection(): Promise<ConnectionReport> {
    const { checkConnection } = await import("../check/connection-check.ts");
    return checkConnection(this.#seat, this.#environment);
  }

  openDrawing(): Promise<Drawing> {
    return this.#features.openDrawing();
  }

  async getStats(): Promise<RTCStatsReport | undefined> {
    return this.#sessions.current?.connection?.getStats();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopWatchingPage();
    this.leave();
    this.local.close();
    this.devices.close();
    await this.#effects.farewell;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #context(): CallContext {
    const call = this;
    return {
      environment: this.#environment,
      room: this.room,
      memory: this.#memory,
      seat: this.#seat,
      sessions: this.#sessions,
      get state() {
        return call.#state;
      },
      get ownName() {
        // After a reload the name the person gave is in the record of the call.
        return call.#ownName || call.#memory.live?.ownName || "";
      },
      get side() {
        return call.#side;
      },
      remote: this.remote,
      features: this.#features,
      lineView: this.#lineView,
      showPath: () => this.#showPath(),
      tellMedia: () => this.#word.media(this.local, this.line),
      dispatch: (event) => this.#dispatch(event),
      report: (code) => this.#report(code),
    };
  }

  get #side(): Side {
    return this.room.role === "host" ? this.#host : this.#guest;
  }

  #beginning() {
    const resume = this.#memory.takeUp();
    return { role: this.room.role, at: this.#environment.now(), ...(resume ? { resume } : {}) };
  }

  #report(code: CallErrorCode): void {
    this.#events.emit("error", new CallError(code));
  }

  #dispatch(event: CallEvent): void {
    this.#queue.push(event);
  }

  #step(event: CallEvent): void {
    const before = this.#state;
    const { state, effects } = transition(before, event);
    this.#state = state;
    if (state.name !== before.name) {
      this.#effects.stateChanged();
      // Only a call whose packets flow is alive (SPEC REJOIN-2).
      if (state.name === "connected") this.#memory.keepAlive();
      else this.#memory.rest();
      this.#hurryIfNeeded();
    }
    for (const effect of effects) this.#effects.run(effect);
    if (state !== before) this.#events.emit("state", state);
  }

  #onSeated(seated: Seated): void {
    const { host, waiting } = seated;
    this.#server.signallingIs("online");
    this.#dispatch({ type: "seated", host, waiting });
    this.#side.onSeated(seated);
  }

  #onPage(event: PageEvent): void {
    if (event === "leaving") this.#word.away();
    // It came back from the back-forward cache, or never went.
    else if (event === "visible") this.#word.line(this.line);
    if (event === "online" || event === "network") this.#seat.check();
    this.#sessions.nudge(event);
  }

  #onLine(): void {
    this.#hurryIfNeeded();
    this.#word.line(this.line);
    this.#events.emit("line", this.line);
  }

  /** Who waits for packets needs the server now, and so does who is not heard. */
  #hurryIfNeeded(): void {
    const { name } = this.#state;
    const isBroken = name === "connected" && this.#lineView.isBroken;
    this.#seat.hurry(isBroken || name === "connecting" || name === "reconnecting");
  }

  #onFrame({ b }: ServerPayload<"frame">): void {
    // What belongs to no session is late or forged; the sealed layer misses nothing it needs.
    const taken = this.#sessions.receive(fromBase64url(b));
    if (taken === "restarted") this.#guest.onHostRestarted();
  }

  #showPath(): void {
    const path = this.#sessions.current?.path;
    if (path === this.#path) return;
    this.#path = path;
    this.#events.emit("path", path);
  }
}
