import { bytesAttribute } from "../attribute.ts";

/** RFC 8656 section 18.10: 8 bytes that stand for a reserved port. */
export const RESERVATION_TOKEN = bytesAttribute(0x0022, "RESERVATION-TOKEN", (length) => length === 8);
