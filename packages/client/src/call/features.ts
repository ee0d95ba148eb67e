import type { Lane } from "../data/lane.ts";
import { NoteBox } from "../data/note-box.ts";
import type { Environment } from "../environment.ts";
import { type Reactions, reactionsOver } from "../reactions/reactions.ts";

/** What two people can do in a call besides talking; each over a data channel of its own or over notes. */
export class Features {
  readonly notes: NoteBox;
  readonly reactions: Reactions;
  readonly #lanes: readonly Lane[];

  constructor(environment: Environment) {
    this.notes = new NoteBox(environment);
    this.reactions = reactionsOver(this.notes);
    this.#lanes = [this.notes.lane];
  }

  /** A peer connection was made; nothing was described yet. */
  attach(connection: RTCPeerConnection): void {
    for (const lane of this.#lanes) lane.add(connection);
  }

  /** The connection in use is another one now, or none: the call is over, or not there yet. */
  use(connection: RTCPeerConnection | undefined): void {
    for (const lane of this.#lanes) lane.use(connection);
  }
}
