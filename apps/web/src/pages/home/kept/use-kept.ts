import { type MyRoom, type MyRooms, openMyRooms, type RecentCall } from "@onecall/client";
import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** What this device keeps, as last read, and the way to change it. */
export interface Kept {
  readonly book: ReadonlySignal<MyRooms | undefined>;
  readonly room: ReadonlySignal<MyRoom | undefined>;
  readonly recent: ReadonlySignal<readonly RecentCall[]>;
  /** Does something to it and reads it again. */
  change(run: (book: MyRooms) => Promise<unknown>): Promise<void>;
}

/** Reads what this device keeps for the app served from `base`, again whenever the page is shown. */
export const useKept = (base: URL): Kept => {
  const book = useSignal<MyRooms | undefined>(undefined);
  const room = useSignal<MyRoom | undefined>(undefined);
  const recent = useSignal<readonly RecentCall[]>([]);
  const read = async (from: MyRooms) => {
    [room.value, recent.value] = await Promise.all([from.get(), from.recent()]);
    book.value = from;
  };
  useEffect(() => {
    let gone = false;
    const begin = async () => {
      const opened = await openMyRooms({ base });
      if (!gone) await read(opened);
    };
    const onShown = () => {
      if (document.visibilityState === "visible" && book.value) void read(book.value);
    };
    void begin();
    // Another tab may have been in a call meanwhile.
    document.addEventListener("visibilitychange", onShown);
    return () => {
      gone = true;
      document.removeEventListener("visibilitychange", onShown);
    };
  }, [base.href]);
  const change: Kept["change"] = async (run) => {
    if (!book.value) return;
    try {
      await run(book.value);
    } finally {
      await read(book.value);
    }
  };
  return { book, room, recent, change };
};
