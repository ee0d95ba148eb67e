import { bytesAttribute } from "../attribute.ts";

/** RFC 8016 section 3.1.1. The server forbids mobility: 405. */
export const MOBILITY_TICKET = bytesAttribute(0x8030, "MOBILITY-TICKET", () => true);
