/** RFC 8656 section 12: the numbers a channel can have. */
const FIRST_CHANNEL = 0x4000;
const LAST_CHANNEL = 0x4fff;
/** RFC 8656 section 12.4: channel number and length. */
export const CHANNEL_HEADER_LENGTH = 4;

export function isChannelNumber(number: number): boolean {
  return number >= FIRST_CHANNEL && number <= LAST_CHANNEL;
}

/** Whether the first byte of a message says ChannelData: RFC 8656 section 12, 0x40 to 0x4f. */
export function startsChannelData(firstByte: number): boolean {
  return firstByte >> 4 === 4;
}

/**
 * Length of the data in the ChannelData message at `start`..`end`, or -1 when it says more than is there. Bytes behind it
 * are padding: RFC 8656 section 12.5. Allocates nothing.
 */
export function channelDataLength(bytes: Buffer, start: number, end: number): number {
  if (end - start < CHANNEL_HEADER_LENGTH) return -1;
  const length = ((bytes[start + 2] ?? 0) << 8) | (bytes[start + 3] ?? 0);
  return start + CHANNEL_HEADER_LENGTH + length <= end ? length : -1;
}

/** Writes the 4 bytes before the data. Allocates nothing. */
export function writeChannelHeader(into: Buffer, at: number, number: number, length: number): void {
  into[at] = number >> 8;
  into[at + 1] = number & 255;
  into[at + 2] = length >> 8;
  into[at + 3] = length & 255;
}
