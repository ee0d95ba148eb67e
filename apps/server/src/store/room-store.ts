import type { Room } from "../rooms/room.ts";

/** Where rooms live. A room is plain data, so that a store can be shared between nodes. */
export interface RoomStore {
  /** Rooms there are. */
  readonly size: number;
  get(id: string): Room | undefined;
  /**
   * Replaces a room by what `change` makes of it, with nothing in between; undefined is "no such room" both ways.
   * Returns what `change` returned.
   */
  update<T extends { readonly room: Room | undefined }>(id: string, change: (room: Room | undefined) => T): T;
}
