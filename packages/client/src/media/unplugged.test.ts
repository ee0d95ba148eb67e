import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { browserEnvironment, type Environment, type PageEvent } from "../environment.ts";
import { CapturedMedia } from "./local-media.ts";
import type { CaptureKind } from "./types.ts";

class FakeTrack extends EventTarget {
  readonly #device: Plug;
  readyState: "live" | "ended" = "live";
  enabled = true;
  muted = false;
  constructor(device: Plug) {
    super();
    this.#device = device;
  }
  get kind() {
    return this.#device.kind === "camera" ? "video" : "audio";
  }
  get label() {
    return this.#device.id;
  }
  getSettings = () => ({ deviceId: this.#device.id });
  on = (id: string) => this.#device.id === id;
  stop(): void {
    this.readyState = "ended";
  }
  /** The device is gone, or not allowed any more. */
  end(): void {
    if (this.readyState === "ended") return;
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  }
  hold(held: boolean): void {
    this.muted = held;
    this.dispatchEvent(new Event(held ? "mute" : "unmute"));
  }
}

class FakeStream {
  readonly #tracks = new Set<FakeTrack>();
  constructor(tracks: readonly FakeTrack[] = []) {
    for (const track of tracks) this.addTrack(track);
  }
  addTrack = (track: FakeTrack) => void this.#tracks.add(track);
  removeTrack = (track: FakeTrack) => void this.#tracks.delete(track);
  getTracks = () => [...this.#tracks];
}

interface Plug {
  readonly id: string;
  readonly kind: CaptureKind;
}
const DEVICES: readonly Plug[] = [
  { id: "cam-1", kind: "camera" },
  { id: "cam-2", kind: "camera" },
  { id: "mic-1", kind: "microphone" },
  { id: "mic-2", kind: "microphone" },
];
const KINDS = ["camera", "microphone"] as const;
const INPUTS = { camera: "videoinput", microphone: "audioinput" } as const;

type Wish = { deviceId?: { exact: string } } | false | undefined;

/** The person's machine: what is plugged in, in use, allowed; a browser that answers when it is told to. */
class Machine {
  readonly plugged = new Set(DEVICES.map(({ id }) => id));
  readonly busy = new Set<string>();
  readonly permission: Record<CaptureKind, PermissionState> = { camera: "granted", microphone: "granted" };
  /** What the person answers to the browser's question. */
  reply: PermissionState = "granted";
  readonly tracks: FakeTrack[] = [];
  readonly waiting: (() => void)[] = [];
  readonly timers = new Set<() => void>();
  /** Calls of getUserMedia, and questions to the person that no act of the person led to. */
  calls = 0;
  surprises = 0;
  /** Acts of the person that are not done yet. */
  acting = 0;
  readonly #page = new Set<(event: PageEvent) => void>();
  readonly #devices = new EventTarget();
  readonly #statuses = { camera: new EventTarget(), microphone: new EventTarget() };

  environment(): Environment {
    const mediaDevices = Object.assign(this.#devices, {
      getUserMedia: (asked: { audio?: Wish; video?: Wish }) => this.#ask(asked),
      enumerateDevices: async () => this.#list(),
    });
    const permissions = {
      query: async ({ name }: { name: CaptureKind }) => {
        const state = () => this.permission[name];
        return Object.defineProperty(this.#statuses[name], "state", { get: state, configurable: true });
      },
    };
    return {
      ...browserEnvironment(),
      // Only what capture uses of the browser's own.
      mediaDevices: mediaDevices as unknown as MediaDevices,
      permissions: permissions as unknown as Permissions,
      onPage: (run) => {
        this.#page.add(run);
        return () => this.#page.delete(run);
      },
      after: (_delay, run) => {
        const timer = () => {
          this.timers.delete(timer);
          run();
        };
        this.timers.add(timer);
        return () => this.timers.delete(timer);
      },
    };
  }

  plug(id: string, there: boolean): void {
    if (there) this.plugged.add(id);
    else this.plugged.delete(id);
    if (!there) for (const track of this.live) if (track.on(id)) track.end();
    this.#devices.dispatchEvent(new Event("devicechange"));
  }

  allow(kind: CaptureKind, state: PermissionState): void {
    if (this.permission[kind] === state) return;
    this.permission[kind] = state;
    this.#statuses[kind].dispatchEvent(new Event("change"));
    if (state !== "granted") for (const track of this.live) if (track.kind === KIND_OF[kind]) track.end();
  }

  show(): void {
    for (const run of this.#page) run("visible");
  }

  get live(): FakeTrack[] {
    return this.tracks.filter(({ readyState }) => readyState === "live");
  }
  usable(kind: CaptureKind): boolean {
    const free = DEVICES.some(
      (one) => one.kind === kind && this.plugged.has(one.id) && !this.busy.has(one.id),
    );
    return free && this.permission[kind] === "granted";
  }

  /** Lets everything come to rest: the browser answers, and waits are over. */
  async rest(): Promise<void> {
    for (let round = 0; round < 200; round++) {
      await vi.advanceTimersByTimeAsync(0);
      const next = this.waiting.shift() ?? [...this.timers][0];
      if (!next) return;
      next();
    }
    throw new Error("it never rests");
  }

  #list() {
    return DEVICES.filter(({ id }) => this.plugged.has(id)).map(({ id, kind }) => ({
      kind: INPUTS[kind],
      deviceId: this.permission[kind] === "granted" ? id : "",
    }));
  }

  #ask({ audio, video }: { audio?: Wish; video?: Wish }): Promise<FakeStream> {
    this.calls++;
    const wishes = [
      ...(audio ? [{ kind: "microphone" as const, id: audio.deviceId?.exact }] : []),
      ...(video ? [{ kind: "camera" as const, id: video.deviceId?.exact }] : []),
    ];
    if (this.acting === 0 && wishes.some(({ kind }) => this.permission[kind] === "prompt")) this.surprises++;
    return new Promise((resolve, reject) => {
      this.waiting.push(() => {
        try {
          resolve(new FakeStream(this.#give(wishes)));
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  #give(wishes: readonly { kind: CaptureKind; id: string | undefined }[]): FakeTrack[] {
    for (const { kind } of wishes) {
      if (this.permission[kind] === "prompt") this.allow(kind, this.reply);
      if (this.permission[kind] !== "granted") throw new DOMException("no", "NotAllowedError");
    }
    const found = wishes.map(({ kind, id }) => {
      const device = DEVICES.find(
        (one) => one.kind === kind && this.plugged.has(one.id) && (id === undefined || one.id === id),
      );
      if (!device)
        throw new DOMException("none", id === undefined ? "NotFoundError" : "OverconstrainedError");
      if (this.busy.has(device.id)) throw new DOMException("busy", "NotReadableError");
      return device;
    });
    const tracks = found.map((device) => new FakeTrack(device));
    this.tracks.push(...tracks);
    return tracks;
  }
}
const KIND_OF = { camera: "video", microphone: "audio" } as const;

beforeAll(() => {
  vi.stubGlobal("MediaStream", FakeStream);
  vi.stubGlobal("isSecureContext", true);
  vi.stubGlobal("navigator", {});
});
afterAll(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});
beforeEach(() => {
  vi.useFakeTimers();
});

const begin = async (want = { microphone: true, camera: true }) => {
  const machine = new Machine();
  const media = new CapturedMedia(machine.environment(), () => {});
  const act = async (run: () => Promise<unknown>) => {
    machine.acting++;
    await run();
    machine.acting--;
  };
  void act(() => media.open(want));
  await machine.rest();
  return { machine, media, act };
};
const labels = (media: CapturedMedia) => media.stream.getTracks().map(({ label }) => label);

describe("a device that goes away", () => {
  it("is replaced at once by another one, which says whose place it took", async () => {
    const { machine, media } = await begin();
    machine.plug("cam-1", false);
    expect(media.camera.state).toBe("starting");
    await machine.rest();
    expect(media.camera).toMatchObject({ state: "on", deviceId: "cam-2", replaced: "cam-1" });
    expect(media.cameraOn).toBe(true);
    machine.plug("cam-1", true);
    await machine.rest();
    expect(media.camera).toMatchObject({ state: "on", deviceId: "cam-1", replaced: "cam-2" });
    expect(machine.live.map(({ label }) => label)).toEqual(["mic-1", "cam-1"]);
  });
  it("goes on with the stand-in when the person's device can not be had back", async () => {
    const { machine, media } = await begin();
    machine.plug("cam-1", false);
    await machine.rest();
    machine.busy.add("cam-1");
    machine.plug("cam-1", true);
    await machine.rest();
    expect(media.camera).toMatchObject({ state: "on", deviceId: "cam-2" });
  });
  it("is missing when there is no other, and taken again when it or another comes, without a word", async () => {
    const { machine, media } = await begin();
    machine.plug("cam-2", false);
    machine.plug("cam-1", false);
    await machine.rest();
    expect(media.camera).toEqual({ state: "failed", code: "media-missing" });
    expect([media.cameraOn, media.wanted.camera]).toEqual([false, true]);
    machine.plug("cam-1", true);
    await machine.rest();
    expect(media.camera).toMatchObject({ state: "on", deviceId: "cam-1", replaced: undefined });
  });
  it("is taken although it can not be opened in the first moment", async () => {
    const { machine, media } = await begin();
    machine.plug("cam-2", false);
    machine.plug("cam-1", false);
    await machine.rest();
    machine.busy.add("cam-1");
    machine.plug("cam-1", true);
    await vi.advanceTimersByTimeAsync(0);
    machine.waiting.shift()?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(media.camera).toEqual({ state: "failed", code: "media-in-use" });
    machine.busy.clear();
    await machine.rest();
    expect(media.camera).toMatchObject({ state: "on", deviceId: "cam-1" });
  });
  it("stays away when the person switched it off meanwhile", async () => {
    const { machine, media } = await begin();
    machine.plug("cam-2", false);
    machine.plug("cam-1", false);
    await machine.rest();
    await media.setEnabled("camera", false);
    machine.calls = 0;
    machine.plug("cam-1", true);
    await machine.rest();
    expect([media.camera.state, machine.calls]).toEqual(["off", 0]);
  });
  it("leaves a muted microphone muted, on the stand-in and when it is back", async () => {
    const { machine, media } = await begin();
    await media.setEnabled("microphone", false);
    machine.plug("mic-1", false);
    await machine.rest();
    expect(labels(media)).toContain("mic-2");
    expect(media.stream.getTracks().map(({ enabled }) => enabled)).toEqual([true, false]);
    machine.plug("mic-1", true);
    await machine.rest();
    expect(labels(media)).toContain("mic-1");
    expect([media.microphoneOn, media.wanted.microphone]).toEqual([false, false]);
    await media.setEnabled("microphone", true);
    expect(media.microphoneOn).toBe(true);
  });
  it("gives up after a few tries and leaves the browser in peace", async () => {
    const { machine, media } = await begin();
    machine.busy.add("cam-2");
    machine.calls = 0;
    machine.plug("cam-1", false);
    await machine.rest();
    expect(media.camera).toEqual({ state: "failed", code: "media-in-use" });
    expect(machine.calls).toBe(5);
    machine.busy.clear();
    machine.show();
    await machine.rest();
    expect(media.camera).toMatchObject({ state: "on", deviceId: "cam-2" });
  });
});

describe("a permission taken back in the call", () => {
  it("is named, asks nobody, and is used as soon as it is given again", async () => {
    const { machine, media } = await begin();
    machine.calls = 0;
    machine.allow("camera", "denied");
    await machine.rest();
    expect(media.camera).toEqual({ state: "failed", code: "media-denied" });
    expect(media.microphoneOn).toBe(true);
    machine.plug("cam-2", false);
    machine.show();
    await machine.rest();
    expect(machine.calls).toBe(0);
    machine.allow("camera", "granted");
    await machine.rest();
    expect(media.camera).toMatchObject({ state: "on", deviceId: "cam-1" });
  });
  it("is not asked for again by itself when it was only reset", async () => {
    const { machine, media } = await begin();
    machine.allow("camera", "prompt");
    await machine.rest();
    expect(media.camera).toEqual({ state: "failed", code: "media-denied" });
    expect(machine.surprises).toBe(0);
  });
});

it("a device allowed in the very moment of its refusal is taken", async () => {
  const { machine, media, act } = await begin();
  machine.allow("camera", "denied");
  await machine.rest();
  void act(() => media.setEnabled("camera", true));
  await vi.advanceTimersByTimeAsync(0);
  machine.waiting.shift()?.();
  machine.allow("camera", "granted");
  await machine.rest();
  expect(media.cameraOn).toBe(true);
});

it("a permission reset between two tries stops the tries", async () => {
  const { machine, media } = await begin();
  machine.plug("cam-2", false);
  machine.plug("cam-1", false);
  await machine.rest();
  machine.busy.add("cam-1");
  machine.plug("cam-2", true);
  machine.plug("cam-1", true);
  await vi.advanceTimersByTimeAsync(0);
  for (const answer of machine.waiting.splice(0)) answer();
  machine.allow("camera", "prompt");
  await machine.rest();
  expect([media.camera.state, machine.surprises]).toEqual(["failed", 0]);
});

it("a question that was closed without an answer is asked again only by the person", async () => {
  const { machine, media, act } = await begin({ microphone: false, camera: false });
  machine.allow("camera", "prompt");
  machine.reply = "prompt";
  void act(() => media.open({ microphone: false, camera: true }));
  await machine.rest();
  expect(media.camera).toMatchObject({ state: "failed" });
  machine.plug("cam-2", false);
  await machine.rest();
  expect([machine.calls, machine.surprises]).toEqual([1, 0]);
  machine.reply = "granted";
  void act(() => media.setEnabled("camera", true));
  await machine.rest();
  expect(media.cameraOn).toBe(true);
});

it("what the system holds back is told, and goes on by itself", async () => {
  const { machine, media } = await begin();
  const track = machine.live.find(({ kind }) => kind === "audio");
  let changes = 0;
  media.onChange(() => changes++);
  track?.hold(true);
  expect(media.microphone).toMatchObject({ state: "on", heldBack: true });
  expect([media.microphoneOn, media.wanted.microphone]).toEqual([false, true]);
  track?.hold(false);
  expect(media.microphone).toMatchObject({ state: "on", heldBack: false });
  expect([media.microphoneOn, changes]).toEqual([true, 2]);
});

describe("any sequence of events", () => {
  const kind = fc.constantFrom(...KINDS);
  const device = fc.constantFrom(...DEVICES);
  const event = fc.oneof(
    fc.record({ type: fc.constant("open" as const), microphone: fc.boolean(), camera: fc.boolean() }),
    fc.record({ type: fc.constant("switch" as const), kind, on: fc.boolean() }),
    fc.record({ type: fc.constant("select" as const), device }),
    fc.record({ type: fc.constant("close" as const) }),
    fc.record({ type: fc.constant("plug" as const), device, there: fc.boolean() }),
    fc.record({ type: fc.constant("busy" as const), device, busy: fc.boolean() }),
    fc.record({
      type: fc.constant("allow" as const),
      kind,
      state: fc.constantFrom("granted" as const, "denied" as const, "prompt" as const),
    }),
    fc.record({
      type: fc.constant("reply" as const),
      state: fc.constantFrom("granted" as const, "prompt" as const),
    }),
    fc.record({ type: fc.constant("hold" as const), held: fc.boolean() }),
    fc.record({ type: fc.constant("answer" as const) }),
    fc.record({ type: fc.constant("wait" as const) }),
    fc.record({ type: fc.constant("rest" as const) }),
  );
  type Happening = typeof event extends fc.Arbitrary<infer E> ? E : never;

  const happen = async (
    { machine, media, act }: Awaited<ReturnType<typeof begin>>,
    next: Happening,
  ): Promise<void> => {
    switch (next.type) {
      case "open":
        return void act(() => media.open(next));
      case "switch":
        return void act(() => media.setEnabled(next.kind, next.on));
      case "select":
        return void act(() => media.select(next.device.kind, next.device.id));
      case "close":
        return media.close();
      case "plug":
        return machine.plug(next.device.id, next.there);
      case "busy":
        return void (next.busy ? machine.busy.add(next.device.id) : machine.busy.delete(next.device.id));
      case "allow":
        return machine.allow(next.kind, next.state);
      case "reply":
        machine.reply = next.state;
        return;
      case "hold":
        for (const track of machine.live) track.hold(next.held);
        return;
      case "answer":
        machine.waiting.shift()?.();
        return void (await vi.advanceTimersByTimeAsync(0));
      case "wait":
        [...machine.timers][0]?.();
        return void (await vi.advanceTimersByTimeAsync(0));
      case "rest":
        await machine.rest();
    }
  };

  it("ends with every wanted device taken that can be, no other, no loop and no question out of nowhere", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 25 }), async (events) => {
        const scene = await begin();
        const { machine, media } = scene;
        for (const next of events) await happen(scene, next);
        await machine.rest();
        // Whoever let another program have the device comes back to this page.
        machine.show();
        await machine.rest();
        const used = KINDS.map((one) => media[one]).flatMap((one) => (one.state === "on" ? [one.track] : []));
        expect(new Set(machine.live)).toEqual(new Set(used));
        expect(new Set(media.stream.getTracks())).toEqual(new Set(used));
        for (const one of KINDS) {
          const { state } = media[one];
          expect(state).not.toBe("starting");
          if (media.wanted[one] && machine.usable(one)) expect(state).toBe("on");
        }
        for (const track of machine.live) {
          if (track.kind === "audio") expect(track.enabled).toBe(media.wanted.microphone);
        }
        expect(machine.surprises).toBe(0);
        expect(machine.calls).toBeLessThanOrEqual(8 + 16 * events.length);
        machine.calls = 0;
        await machine.rest();
        expect(machine.calls).toBe(0);
        media.close();
        await machine.rest();
        expect(machine.live).toEqual([]);
      }),
      { numRuns: 600 },
    );
  }, 60_000);
});
