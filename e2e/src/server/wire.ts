import { opaqueOf, type Packet } from "./packet.ts";

/** What an operator can tell of an opaque message from outside (SPEC HS-1 to HS-6, FRAME-1). */
export interface Outside {
  readonly kind: "KNOCK" | "HELLO" | "REVEAL" | "FIN_H" | "sync" | "message";
  /** Number of a sealed frame; 0 for the handshake. */
  readonly seq: number;
  readonly bytes: Buffer;
}

const HEAD = { 1: "KNOCK", 2: "HELLO", 3: "REVEAL", 4: "FIN_H", 5: "sync", 16: "message" } as const;
const SEQ = 19;

const isKnown = (type: number): type is keyof typeof HEAD => type in HEAD;

/** Reads the head of the opaque message in a packet; undefined where there is none. */
export const outsideOf = (packet: Packet): Outside | undefined => {
  const bytes = opaqueOf(packet);
  const type = bytes?.[1];
  if (!bytes || type === undefined || !isKnown(type)) return undefined;
  const kind = HEAD[type];
  const sealed = kind === "message" || kind === "sync";
  return { kind, seq: sealed ? Number(bytes.readBigUInt64BE(SEQ)) : 0, bytes };
};

/** The same bytes with one bit of byte `index` flipped; negative indices count from the end. */
export const flipped = (bytes: Buffer, index: number): Buffer => {
  const copy = Buffer.from(bytes);
  const at = index < 0 ? copy.length + index : index;
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
};
