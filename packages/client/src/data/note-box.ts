import { type Note, type NoteOf, utf8 } from "@onecall/protocol";
import { Lane } from "./lane.ts";
import type { Readers } from "./readers.ts";

/** SPEC NOTE-1 */
const ID = 4;
const LABEL = "notes";
const TYPE = 3;
/** More than this waiting to be sent: the line is stuck, and what is added would come too late. */
const STUCK_BYTES = 65_536;

type Listeners = { [T in Note["t"]]?: Set<(note: NoteOf<T>) => void> };

/** Small things the two devices tell each other in a call (SPEC NOTE-1, NOTE-2). */
export class NoteBox {
  readonly lane: Lane;
  readonly #listeners: Listeners = {};
  readonly #openers = new Set<() => void>();
  #read: Readers["note"] | undefined;

  constructor({ now }: { now(): number }) {
    this.lane = new Lane(
      { id: ID, label: LABEL, limited: true, now },
      {
        onOpen: () => {
          for (const opener of this.#openers) opener();
        },
        onFrame: (frame) => this.#take(frame),
      },
    );
  }

  /** A peer connection was made; nothing was described yet. */
  add(connection: RTCPeerConnection, { note }: Pick<Readers, "note">): void {
    this.#read = note;
    this.lane.add(connection);
  }

  /** Tells the other device; false when no connection carries it now: say what lasts again at `onOpen`. */
  send(note: Note): boolean {
    if (this.lane.bufferedAmount > STUCK_BYTES) return false;
    const body = utf8(JSON.stringify(note));
    const frame = new Uint8Array(1 + body.length);
    frame[0] = TYPE;
    frame.set(body, 1);
    return this.lane.send(frame);
  }

  /** Listens to notes of type `t`; returns what stops that. */
  on<T extends Note["t"]>(t: T, listener: (note: NoteOf<T>) => void): () => void {
    const listeners: Set<(note: NoteOf<T>) => void> = this.#listeners[t] ?? new Set();
    this.#listeners[t] = listeners as Listeners[T];
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** A connection carries notes, the first one or another: what lasts should be said again. Returns what stops that. */
  onOpen(listener: () => void): () => void {
    this.#openers.add(listener);
    return () => this.#openers.delete(listener);
  }

  #take(frame: Uint8Array<ArrayBuffer>): boolean {
    if (frame[0] !== TYPE || !this.#read) return false;
    try {
      const note = this.#read(new TextDecoder("utf-8", { fatal: true }).decode(frame.subarray(1)));
      // The listeners of a type take the notes of that type.
      const listeners = this.#listeners[note.t] as Set<(note: Note) => void> | undefined;
      for (const listener of listeners ?? []) listener(note);
      return true;
    } catch {
      return false;
    }
  }
}
