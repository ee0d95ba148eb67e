import type { Call } from "@onecall/client";
import { type ReadonlySignal, signal } from "@preact/signals";

/** The server must be gone this long, ms, before it is worth a word to people who talk without it. */
const DOOR_AFTER = 10_000;

/** Whether the server has been out of reach of `call` for {@link DOOR_AFTER}, so that nobody new can knock. */
export const watchDoor = (call: Call): { unreachable: ReadonlySignal<boolean>; stop(): void } => {
  const unreachable = signal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const take = (signalling: "online" | "offline") => {
    clearTimeout(timer);
    if (signalling === "online") {
      unreachable.value = false;
    } else {
      timer = setTimeout(() => {
        unreachable.value = true;
      }, DOOR_AFTER);
    }
  };
  take(call.signalling);
  const end = call.on("signalling", take);
  return {
    unreachable,
    stop: () => {
      end();
      clearTimeout(timer);
    },
  };
};
