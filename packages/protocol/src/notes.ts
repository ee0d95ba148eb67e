import * as v from "valibot";
import { ProtocolError } from "./errors.ts";

/** SPEC REACT-1: what a person can send to be seen for a moment. */
export const REACTIONS = ["👍", "👏", "❤️", "😂", "😮", "🎉"] as const;
export type Reaction = (typeof REACTIONS)[number];

/** SPEC DRAW-1: whose shared screen, as the sender of the note sees it. */
const whose = v.picklist(["mine", "yours"]);
const part = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));
/** SPEC DRAW-1 */
const draw = v.strictObject({
  t: v.literal("draw"),
  o: whose,
  i: part,
  k: v.picklist(["ink", "laser"]),
  c: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3)),
  p: v.pipe(
    v.array(part),
    v.minLength(2),
    v.maxLength(128),
    v.check(({ length }) => length % 2 === 0),
  ),
});

/** SPEC NOTE-1: what two devices in a call tell each other besides media and negotiation, told apart by `t`. */
export const Note = v.variant("t", [
  draw,
  /** SPEC DRAW-2 */
  v.strictObject({ t: v.literal("point"), o: whose, p: v.nullable(v.strictTuple([part, part])) }),
  /** SPEC DRAW-3 */
  v.strictObject({ t: v.literal("wipe"), o: whose }),
  v.strictObject({ t: v.literal("freeze"), o: whose, f: v.boolean() }),
  v.strictObject({ t: v.literal("react"), e: v.picklist(REACTIONS) }),
]);
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
