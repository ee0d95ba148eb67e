import type { Environment } from "../environment.ts";
import type { MediaErrorCode } from "../errors.ts";
import { askDevice, IF_IT_MAY_PASS, IF_MISSING, listIds } from "./ask-device.ts";
import { CapturedTrack } from "./captured-track.ts";
import { constraintsOf } from "./constraints.ts";
import { DevicePermission } from "./permission.ts";
import type { Capture, CaptureKind, CaptureShape } from "./types.ts";

const OFF: Capture = { state: "off" };
/** A device that was just plugged in is listed before it can be opened: tried again after these waits, ms, then no more. */
const AGAIN_AFTER = [300, 700, 1_500, 3_000];

interface DeviceCaptureOptions {
  readonly kind: CaptureKind;
  readonly environment: Environment;
  /** Where the live track is. */
  readonly stream: MediaStream;
  readonly onChange: () => void;
  /** The browser was asked for a device: it may name them now. */
  readonly onAsked: () => void;
}

/** One microphone or one camera: what the person wants of it, and what it takes to have it. */
export class DeviceCapture {
  readonly permission: DevicePermission;
  readonly #options: DeviceCaptureOptions;
  #capture: Capture = OFF;
  #shape: CaptureShape = {};
  /** What is captured, though a processor may still be at work before it is `on`. */
  #track: CapturedTrack | undefined;
  #wanted = false;
  #muted = false;
  /** The person's device: the one they chose, or else the first that was used. */
  #own: string | undefined;
  /** Grows with everything that makes an answer of the browser come too late, so that its track is stopped. */
  #turn = 0;
  /** The devices there were when this kind was last tried. */
  #seen = "";
  /** The turn in which the person allowed the device after all. */
  #givenIn: number | undefined;
  /** Label of the device used last. */
  #last: string | undefined;
  #cancelAgain: (() => void) | undefined;
  #unwatch: AbortController | undefined;

  constructor(options: DeviceCaptureOptions) {
    this.#options = options;
    this.permission = new DevicePermission(options.environment, options.kind);
  }

  get capture(): Capture {
    return this.#capture;
  }
  get wanted(): boolean {
    return this.#wanted && !this.#muted;
  }
  get idle(): boolean {
    return this.#capture.state === "off" || this.#capture.state === "failed";
  }
  /** Captured, not muted, not held back. */
  get works(): boolean {
    return this.#capture.state === "on" && !this.#muted && !this.#capture.heldBack;
  }
  get constraints(): MediaTrackConstraints {
    return constraintsOf(this.#options.kind, this.#own, this.#shape.sound);
  }

  /** The person wants it on: `starting`, until {@link take} or {@link refuse} with the turn this returns. */
  begin(): number {
    this.#wanted = true;
    this.#watch();
    void this.#look();
    return this.#starting();
  }

  /** Whether what was begun with `turn` is still what the person wants. */
  isCurrent(turn: number): boolean {
    return turn === this.#turn;
  }

  /** Uses `track`, or stops it where it comes too late. */
  async take(track: MediaStreamTrack, turn: number): Promise<void> {
    if (turn === this.#turn) await this.#use(track, false);
    else track.stop();
  }

  refuse(code: MediaErrorCode, turn: number): void {
    if (turn === this.#turn) this.#fail(code);
  }

  /** Asks for the person's device, or any where that is gone. */
  async start(): Promise<void> {
    const turn = this.begin();
    const ids = this.#own === undefined ? [undefined] : [this.#own, undefined];
    // Another one than the person's only where theirs is not there: one in use they can set free.
    await this.#tryInTurn(turn, ids, IF_MISSING);
  }

  /** Ends capture; what the browser still gives is stopped. */
  stop(): void {
    this.#wanted = false;
    this.#muted = false;
    this.#turn++;
    this.#cancelAgain?.();
    this.#unwatch?.abort();
    this.#unwatch = undefined;
    this.#drop();
    this.#set(OFF);
  }

  /** Mutes or unmutes what is captured, without letting the device go. */
  mute(muted: boolean): void {
    this.#muted = muted;
    if (this.#track) this.#track.enabled = !muted;
    this.#options.onChange();
  }

  /** Uses the device `id` from now on; one that is on is changed at once. */
  async select(id: string): Promise<void> {
    this.#own = id;
    await this.#anew();
  }

  /** Captures in this way from now on. */
  async shape(shape: CaptureShape): Promise<void> {
    const sounds = shape.sound !== this.#shape.sound;
    this.#shape = shape;
    if (sounds) return this.#anew();
    const track = this.#track;
    if (!track) return;
    const { shown } = track;
    if (!(await track.process(shape.processor)) || this.#capture.state !== "on") return;
    this.#options.stream.removeTrack(shown);
    this.#options.stream.addTrack(track.shown);
    this.#set({ ...this.#capture, track: track.shown });
  }

  async #anew(): Promise<void> {
    if (this.#capture.state === "off") return;
    this.#drop();
    await this.start();
  }

  /** Devices came or went. */
  async devicesChanged(): Promise<void> {
    const before = this.#seen;
    const there = await this.#look();
    if (!this.#wanted || this.#seen === before) return;
    if (this.#capture.state === "on") {
      const own = this.#own;
      if (own !== undefined && this.#capture.deviceId !== own && there.includes(own)) {
        await this.#takeBack(own);
      }
    } else if (this.#capture.state === "failed" && IF_IT_MAY_PASS.has(this.#capture.code)) {
      await this.#recover();
    }
  }

  /** The person is back at this page, perhaps from the program that had the device. */
  async personIsBack(): Promise<void> {
    if (this.#capture.state === "failed" && this.#capture.code === "media-in-use") await this.#recover();
  }

  /** Has the device again where that takes no question to the person. `tries`: how often that was tried in a row. */
  async #recover(tries = 0): Promise<void> {
    const turn = ++this.#turn;
    this.#cancelAgain?.();
    const [, there] = await Promise.all([this.permission.answer(), this.#look()]);
    if (turn !== this.#turn) return;
    const answer = this.permission.current;
    if (answer !== "gives") {
      const lost = this.#capture.state === "starting";
      return lost || answer === "refuses" ? this.#fail("media-denied") : undefined;
    }
    if (there.length === 0) return this.#fail("media-missing");
    // The person's first. Where the browser does not name them, any one will do.
    const ids = [...there].sort((a, b) => Number(b === this.#own) - Number(a === this.#own));
    await this.#tryInTurn(turn, ids[0] === "" ? [undefined] : ids, IF_IT_MAY_PASS);
    if (turn !== this.#turn || this.#capture.state !== "failed" || !IF_IT_MAY_PASS.has(this.#capture.code))
      return;
    const wait = AGAIN_AFTER[tries];
    if (wait === undefined) return;
    this.#cancelAgain = this.#options.environment.after(wait, () => void this.#recover(tries + 1));
  }

  /** The stand-in goes on until the person's device works, and if that does not work after all. */
  async #takeBack(own: string): Promise<void> {
    const turn = this.#turn;
    await this.permission.answer();
    if (this.permission.current !== "gives" || turn !== this.#turn) return;
    const outcome = await this.#ask(own);
    if (typeof outcome === "string") return;
    if (turn !== this.#turn) return outcome.stop();
    this.#turn++;
    this.#drop();
    await this.#use(outcome, true);
  }

  /** Uses the first of `ids` that works; after a failure of `goOn` the next one. */
  async #tryInTurn(
    turn: number,
    ids: readonly (string | undefined)[],
    goOn: ReadonlySet<MediaErrorCode>,
  ): Promise<void> {
    let failure: MediaErrorCode = "media-missing";
    const unasked = goOn === IF_IT_MAY_PASS;
    for (const id of ids) {
      // Only the person's own acts may put a question to them.
      if (unasked && this.permission.current !== "gives") return this.#fail("media-denied");
      const outcome = await this.#ask(id);
      if (turn !== this.#turn) return typeof outcome === "string" ? undefined : outcome.stop();
      if (typeof outcome !== "string") return this.#use(outcome, unasked);
      failure = outcome;
      if (!goOn.has(failure)) break;
    }
    this.#fail(failure);
  }

  async #ask(id: string | undefined): Promise<MediaStreamTrack | MediaErrorCode> {
    const { kind, environment, onAsked } = this.#options;
    const outcome = await askDevice(environment, kind, constraintsOf(kind, id, this.#shape.sound));
    if (typeof outcome !== "string") onAsked();
    return outcome;
  }

  async #use(captured: MediaStreamTrack, unasked: boolean): Promise<void> {
    const deviceId = captured.getSettings().deviceId ?? "";
    this.#own ??= deviceId;
    this.#cancelAgain?.();
    const track = new CapturedTrack(captured, {
      onEnded: () => this.#onEnded(track),
      onHeld: () => {
        if (this.#capture.state !== "on" || this.#track !== track) return;
        this.#set({ ...this.#capture, heldBack: captured.muted });
      },
    });
    this.#track = track;
    track.enabled = !this.#muted;
    void this.permission.given();
    const { label } = captured;
    const replaced = (unasked || deviceId !== this.#own) && label !== this.#last ? this.#last : undefined;
    this.#last = label;
    const { processor } = this.#shape;
    if (processor) {
      if (this.#capture.state !== "starting") this.#set({ state: "starting" });
      while (this.#track === track && !(await track.process(this.#shape.processor)));
      if (this.#track !== track) return;
    }
    this.#options.stream.addTrack(track.shown);
    this.#set({ state: "on", track: track.shown, deviceId, label, replaced, heldBack: captured.muted });
    // Its end may have come while it was on its way here.
    if (captured.readyState === "ended") this.#onEnded(track);
  }

  #onEnded(track: CapturedTrack): void {
    if (this.#track !== track) return;
    this.#drop();
    this.#starting();
    void this.#recover();
  }

  #starting(): number {
    this.#cancelAgain?.();
    const turn = ++this.#turn;
    this.#set({ state: "starting" });
    return turn;
  }

  #fail(code: MediaErrorCode): void {
    if (this.#capture.state === "failed" && this.#capture.code === code) return;
    this.#set({ state: "failed", code });
    // Devices, or the permission, may have come while the browser still thought about it.
    if (IF_IT_MAY_PASS.has(code)) void this.devicesChanged();
    if (code === "media-denied" && this.#givenIn === this.#turn) void this.#recover();
  }

  #drop(): void {
    if (!this.#track) return;
    this.#track.stop();
    this.#options.stream.removeTrack(this.#track.shown);
    this.#track = undefined;
  }

  async #look(): Promise<readonly string[]> {
    const ids = await listIds(this.#options.environment, this.#options.kind);
    this.#seen = ids.join("\n");
    return ids;
  }

  #watch(): void {
    if (this.#unwatch) return;
    this.#unwatch = new AbortController();
    const { signal } = this.#unwatch;
    void this.permission.onGiven(() => {
      this.#givenIn = this.#turn;
      if (this.#capture.state === "failed") void this.#recover();
    }, signal);
  }

  #set(capture: Capture): void {
    this.#capture = capture;
    this.#options.onChange();
  }
}
