import type { Environment } from "../environment.ts";
import type { CaptureKind } from "./types.ts";

/**
 * What the browser would do if the device were asked for now: give it, refuse it, or put a question to the person. `unknown` where
 * the browser does not tell.
 */
export type Answer = "gives" | "refuses" | "asks" | "unknown";

const ANSWERS = { granted: "gives", denied: "refuses", prompt: "asks" } as const;

/** The person's permission for one kind of device (W3C Permissions; `camera` and `microphone` of Media Capture and Streams 12). */
export class DevicePermission {
  readonly #environment: Environment;
  readonly #kind: CaptureKind;
  #asked: Promise<PermissionStatus | undefined> | undefined;
  /** Live: its state follows what the person does. */
  #status: PermissionStatus | undefined;
  /** What the browser said while a device worked: some say `prompt` although they would not ask. */
  #whenGiven: PermissionState | "none" | undefined;

  constructor(environment: Environment, kind: CaptureKind) {
    this.#environment = environment;
    this.#kind = kind;
  }

  /** A device of this kind was just given. */
  async given(): Promise<void> {
    const status = await this.#query();
    this.#whenGiven = status?.state ?? "none";
  }

  async answer(): Promise<Answer> {
    await this.#query();
    return this.current;
  }

  /** As {@link answer} gave it, but of this very moment. */
  get current(): Answer {
    const state = this.#status?.state;
    if (state === undefined) return this.#whenGiven === "none" ? "gives" : "unknown";
    // Nothing changed since it worked.
    return state === "prompt" && this.#whenGiven === "prompt" ? "gives" : ANSWERS[state];
  }

  /** Calls `run` when the person allows the device after all, until `signal` aborts. */
  async onGiven(run: () => void, signal: AbortSignal): Promise<void> {
    const status = await this.#query();
    if (signal.aborted) return;
    status?.addEventListener("change", () => status.state === "granted" && run(), { signal });
  }

  #query(): Promise<PermissionStatus | undefined> {
    this.#asked ??= this.#ask();
    return this.#asked;
  }

  async #ask(): Promise<PermissionStatus | undefined> {
    try {
      // "camera" and "microphone" are in the W3C registry, but not in every browser or typing.
      this.#status = await this.#environment.permissions?.query({ name: this.#kind as PermissionName });
    } catch {
      // This browser does not tell of this kind.
    }
    return this.#status;
  }
}
