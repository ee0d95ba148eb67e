/** One Socket.IO packet of the main namespace, as WebSocket text (Engine.IO 4, Socket.IO protocol 5). */
export type Packet =
  | {
      readonly kind: "event";
      readonly name: string;
      readonly payload: unknown;
      /** Number of the acknowledgement the sender waits for. */
      readonly ack?: number;
    }
  | { readonly kind: "ack"; readonly ack: number; readonly payload: unknown }
  /** Handshakes, pings and whatever else is neither. */
  | { readonly kind: "other"; readonly text: string };

/** Reads the text of a WebSocket message. */
export const readPacket = (text: string): Packet => {
  const [, type, id, json] = /^4([23])(\d*)(\[.*\])$/s.exec(text) ?? [];
  if (!type || json === undefined) return { kind: "other", text };
  const parts: unknown = JSON.parse(json);
  if (!Array.isArray(parts)) return { kind: "other", text };
  if (type === "3") return { kind: "ack", ack: Number(id), payload: parts[0] };
  const [name, payload] = parts;
  return { kind: "event", name: String(name), payload, ...(id ? { ack: Number(id) } : {}) };
};

/** Writes what {@link readPacket} reads. */
export const writePacket = (packet: Packet): string => {
  switch (packet.kind) {
    case "event":
      return `42${packet.ack ?? ""}${JSON.stringify([packet.name, packet.payload])}`;
    case "ack":
      return `43${packet.ack}${JSON.stringify([packet.payload])}`;
    case "other":
      return packet.text;
  }
};

/** The bytes of an opaque message (`b`) inside an event, or undefined where there are none. */
export const opaqueOf = (packet: Packet): Buffer | undefined => {
  if (packet.kind !== "event" || typeof packet.payload !== "object" || packet.payload === null)
    return undefined;
  return "b" in packet.payload && typeof packet.payload.b === "string"
    ? Buffer.from(packet.payload.b, "base64url")
    : undefined;
};

/** The same event with other opaque bytes. */
export const withOpaque = (packet: Packet, bytes: Buffer): Packet =>
  packet.kind === "event" && typeof packet.payload === "object"
    ? { ...packet, payload: { ...packet.payload, b: bytes.toString("base64url") } }
    : packet;
