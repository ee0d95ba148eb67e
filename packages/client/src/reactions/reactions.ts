import type { Reaction } from "@onecall/protocol";
import type { NoteBox } from "../data/note-box.ts";

/** Short signs of a person, seen for a moment at both sides (SPEC REACT-1). */
export interface Reactions {
  /** Shows it to the other person; false while nothing gets through. */
  send(reaction: Reaction): boolean;
  /** One came; returns what stops listening. */
  onReaction(listener: (reaction: Reaction) => void): () => void;
}

/** {@link Reactions} over the notes of a call. */
export const reactionsOver = (notes: NoteBox): Reactions => ({
  send: (e) => notes.send({ t: "react", e }),
  onReaction: (listener) => notes.on("react", ({ e }) => listener(e)),
});
