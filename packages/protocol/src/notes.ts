import * as v from "valibot";
import { ProtocolError } from "./errors.ts";

/** SPEC REACT-1: what a person can send to be seen for a moment. */
export const REACTIONS = ["👍", "👏", "❤️", "😂", "😮", "🎉"] as const;
export type Reaction = (typeof REACTIONS)[number];

/** SPEC NOTE-1: what two devices in a call tell each other besides media and negotiation, told apart by `t`. */
export const Note = v.variant("t", [v.strictObject({ t: v.literal("react"), e: v.picklist(REACTIONS) })]);
export type Note = v.InferOutput<typeof Note>;
/** The note of one type. */
export type NoteOf<T extends Note["t"]> = Extract<Note, { t: T }>;

/** Reads a {@link Note}; throws {@link ProtocolError} `message-malformed` for anything else. */
export const readNote = (text: string): Note => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ProtocolError("message-malformed", "not JSON", { cause });
  }
  const result = v.safeParse(Note, json);
  if (!result.success) throw new ProtocolError("message-malformed", "does not follow NOTE-1");
  return result.output;
};
