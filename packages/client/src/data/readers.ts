import { type Note, readNote } from "@onecall/protocol";

/** Checks of what comes over the lanes. They arrive with the code of a session, long before anything can come. */
export interface Readers {
  /** Throws for anything that is no note (SPEC NOTE-1). */
  note(text: string): Note;
}

export const readers: Readers = { note: readNote };
