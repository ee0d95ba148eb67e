import type { Site } from "../http/site.ts";
import type { Log } from "../log/log.ts";
import type { Tags } from "../log/tags.ts";
import type { Turn } from "../turn/turn.ts";
import type { Connection } from "./connection.ts";
import type { SignallingLimits } from "./limits.ts";
import type { Rooms } from "./rooms.ts";

/** What the event handlers work with. */
export interface Signalling {
  readonly rooms: Rooms;
  readonly limits: SignallingLimits;
  readonly site: Site;
  readonly log: Log;
  readonly tags: Tags;
  readonly turn: Turn;
  /** The server is about to stop: no newcomers. */
  isDraining(): boolean;
  /** The server is too slow at the moment: no newcomers. */
  isOverloaded(): boolean;
  /** The connection joined in time. */
  joined(connection: Connection): void;
}
