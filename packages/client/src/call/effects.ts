import type { CapturedMedia } from "../media/local-media.ts";
import { sayBye } from "./bye.ts";
import type { CallContext } from "./context.ts";
import type { Effect } from "./events.ts";
import type { GuestSide } from "./guest-side.ts";
import type { HostSide } from "./host-side.ts";

/** Reconnecting longer than this is called lost (SPEC REJOIN-5); what happens later may still bring it back. */
const GIVE_UP_AFTER = 600_000;
/** A first connection has nothing to come back to: the person is asked sooner. */
const NO_CONNECTION_AFTER = 60_000;

export interface EffectsOptions {
  readonly context: CallContext;
  readonly host: HostSide;
  readonly guest: GuestSide;
  readonly local: CapturedMedia;
  /** Reconnecting took too long. */
  onGaveUp(): void;
}

/** Does what `transition` wants done. */
export class Effects {
  readonly #options: EffectsOptions;
  #farewell: Promise<void> = Promise.resolve();
  #cancelGiveUp: (() => void) | undefined;

  constructor(options: EffectsOptions) {
    this.#options = options;
  }

  /** Resolves when the last words to the other device are out. */
  get farewell(): Promise<void> {
    return this.#farewell;
  }

  /** The state is another: what was waited for in the one before is not any more. */
  stateChanged(): void {
    this.#cancelGiveUp?.();
  }

  run(effect: Effect): void {
    const { context, host, guest, local } = this.#options;
    const { environment, memory, seat, sessions, side, report } = context;
    switch (effect.type) {
      case "connect":
        seat.open();
        sessions.prepare();
        return;
      case "knock":
        void guest.knock();
        return;
      case "withdraw":
        seat.withdraw();
        return;
      case "admit":
        void host.admit();
        return;
      case "dismiss":
        this.#farewell = host.dismiss(effect.reply);
        return;
      case "drop-session":
        this.#dropSession();
        return;
      case "say-bye":
        this.#farewell = sayBye(sessions.all, environment);
        return;
      case "give-up-seat":
        void seat.leave(this.#farewell);
        return;
      case "disconnect":
        seat.close();
        return;
      case "stop-capture":
        local.close();
        return;
      case "reconnect":
        side.reconnect();
        return;
      case "renew":
        side.renew();
        return;
      case "start-give-up-timer":
        this.#startGiveUpTimer();
        return;
      case "forget-call":
        void memory.forget();
        return;
      case "report":
        report(effect.code);
    }
  }

  #dropSession(): void {
    const { host, context } = this.#options;
    const { sessions, remote, features, showPath, lineView, memory } = context;
    host.revoke();
    memory.letGo();
    sessions.dropAll(this.#farewell);
    remote.show(undefined);
    features.use(undefined);
    showPath();
    lineView.begin(undefined);
  }

  #startGiveUpTimer(): void {
    const { context, onGaveUp } = this.#options;
    this.#cancelGiveUp?.();
    const after = context.state.name === "connecting" ? NO_CONNECTION_AFTER : GIVE_UP_AFTER;
    this.#cancelGiveUp = context.environment.after(after, onGaveUp);
  }
}
