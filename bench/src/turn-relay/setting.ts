// What the load and the servers know of each other.

export const HOST = "127.0.0.1";
export const SECRET = "a secret of the measurements";
export const REALM = "onecall";

/** The calls that relay: both ends on the relay. */
export const CALLS = 10;
/** Calls that may have allocations. */
export const ADMITTED: readonly string[] = Array.from({ length: 4000 }, (_, index) => `call${index}`);
/** Bytes of data in a packet. */
export const DATA_LENGTH = 1000;
