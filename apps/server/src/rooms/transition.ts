import { admit } from "./admitting.ts";
import { Change } from "./change.ts";
import { joinGuest, joinHost } from "./joining.ts";
import { dismiss, knock } from "./knocking.ts";
import { expire, leave, lose } from "./leaving.ts";
import { relayChanges } from "./relay-place.ts";
import { relay } from "./relaying.ts";
import { EMPTY_ROOM, type Room } from "./room.ts";
import type { RoomRules } from "./rules.ts";
import { isDeserted, settle } from "./settle.ts";
import { type Answer, type Input, type Step, strike } from "./step.ts";

/**
 * The room state machine: what one input changes in a room and what is to be done about it. Pure.
 * `room` undefined: nobody is there, which is no different from a room that never was.
 */
export const transition = (room: Room | undefined, input: Input, rules: RoomRules): Step => {
  // A frame changes only what GATE counts: no copy, nothing to settle.
  if (input.type === "frame") return room ? relay(room, input) : NOBODY;
  const change = new Change(room ?? EMPTY_ROOM);
  const answer = apply(change, input);
  settle(change, rules);
  const isOver = isDeserted(change);
  if (room && isOver) change.log("forgotten");
  const after = isOver ? undefined : change.freeze();
  // First of all: whoever is told that it was let in may use the relay at once.
  return {
    room: after,
    answer,
    outputs: [...relayChanges(room, after, input.type === "timer"), ...change.outputs],
  };
};

const NOBODY: Step = { room: undefined, answer: strike("closed"), outputs: [] };

const apply = (change: Change, input: Exclude<Input, { type: "frame" }>): Answer | undefined => {
  switch (input.type) {
    case "join-host":
      return joinHost(change, input.conn);
    case "join-guest":
      return joinGuest(change, input.conn, input.key);
    case "knock":
      return knock(change, input);
    case "admit":
      return admit(change, input);
    case "dismiss":
      return dismiss(change, input);
    case "leave":
      return leave(change, input.conn);
    case "lost":
      lose(change, input.conn);
      return undefined;
    case "timer": {
      const timer = change.timers.get(input.id);
      if (!timer) return undefined; // Disarmed while it was firing.
      change.timers.delete(input.id);
      expire(change, timer);
      return undefined;
    }
  }
};
