import { useComputed } from "@preact/signals";
import type { KeptProps } from "../kept.tsx";
import "./kept.css";
import { MyRoomCard } from "./my-room-card.tsx";
import { RecentCalls } from "./recent-calls.tsx";
import { useKept } from "./use-kept.ts";

/** The lasting room and past calls, as soon as they were read. */
export const KeptPart = ({ controller }: KeptProps) => {
  const kept = useKept(controller.base);
  const isKept = useComputed(() => kept.book.value?.persistent === true);
  if (!isKept.value) return null;
  return (
    <div class="kept">
      <MyRoomCard kept={kept} onOpen={controller.openRoom} />
      <RecentCalls kept={kept} preferences={controller.preferences} onOpen={controller.openRoom} />
    </div>
  );
};
