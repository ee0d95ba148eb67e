import type { Lane } from "../data/lane.ts";
import { NoteBox } from "../data/note-box.ts";
import type { Readers } from "../data/readers.ts";
import type { Drawing } from "../draw/drawing.ts";
import type { Environment } from "../environment.ts";
import { type Reactions, reactionsOver } from "../reactions/reactions.ts";

/** What two people can do in a call besides talking; each over a data channel of its own or over notes. */
export class Features {
  readonly notes: NoteBox;
  readonly reactions: Reactions;
  readonly #lanes: readonly Lane[];
  readonly #environment: Environment;
  #drawing: Promise<Drawing> | undefined;

  constructor(environment: Environment) {
    this.#environment = environment;
    this.notes = new NoteBox(environment);
    this.reactions = reactionsOver(this.notes);
    this.#lanes = [this.notes.lane];
  }

  /** As {@link Call.openDrawing}: its code is fetched once a screen is shared. */
  openDrawing(): Promise<Drawing> {
    this.#drawing ??= import("../draw/drawing.ts").then(
      ({ SharedDrawing }) => new SharedDrawing(this.notes, this.#environment),
    );
    this.#drawing.catch(() => {
      this.#drawing = undefined;
    });
    return this.#drawing;
  }

  /** A peer connection was made; nothing was described yet. */
  attach(connection: RTCPeerConnection, readers: Readers): void {
    this.notes.add(connection, readers);
  }

  /** The connection in use is another one now, or none: the call is over, or not there yet. */
  use(connection: RTCPeerConnection | undefined): void {
    for (const lane of this.#lanes) lane.use(connection);
  }
}
