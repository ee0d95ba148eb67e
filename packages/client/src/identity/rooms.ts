/** A room as this device knows it. */
export interface Room {
  /** 8 characters, names the room on this device only; safe in an address bar (SPEC LINK-5). */
  readonly handle: string;
  /** The whole call link. Holds the secret: show it only when the person shares it. */
  readonly link: string;
  readonly role: "host" | "guest";
  /** False where the browser refused storage: a reload loses this device's key and place. */
  readonly persistent: boolean;
}

/** The rooms this device knows, in IndexedDB. */
export interface Rooms {
  /** Makes a link and its keys; this device is the host. */
  create(): Promise<Room>;
  /** Room of a call link, whole URL or fragment; throws ProtocolError `link-*`. Host if this device made it, else guest. */
  open(link: string): Promise<Room>;
  /** Room of a local handle; throws CallError `room-unknown`. */
  get(handle: string): Promise<Room>;
}
