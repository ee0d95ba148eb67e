/** RFC 8489 section 5: the fixed value at bytes 4..8 of every message. */
export const MAGIC_COOKIE = 0x2112a442;
/** RFC 8489 section 5: type, length, magic cookie and transaction id. */
export const HEADER_LENGTH = 20;

/** RFC 8489 section 18.2 and RFC 8656 section 17: methods this package speaks. */
export const METHOD = {
  binding: 0x001,
  allocate: 0x003,
  refresh: 0x004,
  send: 0x006,
  data: 0x007,
  createPermission: 0x008,
  channelBind: 0x009,
} as const;

/** RFC 8489 section 5, C1 and C0 of the message type. */
export const CLASS = { request: 0, indication: 1, success: 2, error: 3 } as const;
export type MessageClass = (typeof CLASS)[keyof typeof CLASS];

/** RFC 8489 section 5, figure 3: the class bits sit between the method bits. `method` is 0-0xfff. */
export function messageType(method: number, messageClass: MessageClass): number {
  const bits = (method & 0xf) | ((method & 0x70) << 1) | ((method & 0xf80) << 2);
  return bits | ((messageClass & 1) << 4) | ((messageClass & 2) << 7);
}

/** The method of a message type. */
export function methodOf(type: number): number {
  return (type & 0xf) | ((type >> 1) & 0x70) | ((type >> 2) & 0xf80);
}

/** The class of a message type. */
export function classOf(type: number): MessageClass {
  switch (((type >> 4) & 1) | ((type >> 7) & 2)) {
    case 0:
      return CLASS.request;
    case 1:
      return CLASS.indication;
    case 2:
      return CLASS.success;
    default:
      return CLASS.error;
  }
}
