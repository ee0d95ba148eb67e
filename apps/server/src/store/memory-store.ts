import type { Room } from "../rooms/room.ts";
import type { RoomStore } from "./room-store.ts";

/** Rooms of one process; they are gone with it, and devices bring them back. */
export class MemoryStore implements RoomStore {
  readonly #rooms = new Map<string, Room>();

  get size(): number {
    return this.#rooms.size;
  }

  get(id: string): Room | undefined {
    return this.#rooms.get(id);
  }

  update<T extends { readonly room: Room | undefined }>(
    id: string,
    change: (room: Room | undefined) => T,
  ): T {
    const before = this.#rooms.get(id);
    const result = change(before);
    if (result.room === undefined) this.#rooms.delete(id);
    else if (result.room !== before) this.#rooms.set(id, result.room);
    return result;
  }
}
