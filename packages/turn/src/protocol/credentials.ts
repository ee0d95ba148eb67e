import { createHmac } from "node:crypto";

/** Who sits where in a call. `test` is one person alone who checks the relay: both ends are its own. */
export type Seat = "host" | "guest" | "test";

const LETTERS = { host: "h", guest: "g", test: "t" } as const;

/** A user name of the TURN REST draft and the password that belongs to it. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** Seconds since 1970. After that no allocation can be made with them. */
  readonly expires: number;
}

/** What a user name says: `<expires>:<id>`, the id `<call tag>.<seat>` in a call. */
export interface User {
  readonly username: string;
  readonly expires: number;
  readonly callTag: string;
  /** h, g or t; empty when the user name has none. */
  readonly seat: string;
}

/** What a call tag may look like, 1 to 64 characters. */
export function isCallTag(tag: string): boolean {
  return /^[A-Za-z0-9_-]{1,64}$/.test(tag);
}

/** Credentials for one seat that are good until `expires` (draft-uberti-behave-turn-rest). */
export function issue(secret: string, callTag: string, seat: Seat, expires: number): Credentials {
  const username = `${Math.floor(expires)}:${callTag}.${LETTERS[seat]}`;
  return { username, password: passwordFor(secret, username), expires: Math.floor(expires) };
}

/** base64 of HMAC-SHA1 over the user name. */
export function passwordFor(secret: string, username: string): string {
  return createHmac("sha1", secret).update(username).digest("base64");
}

/**
 * Reads a user name. `seats` asks for the form `<expires>:<tag>.<h|g|t>`; without it any id of up to 128 visible ASCII
 * characters will do, as other servers accept it.
 */
export function readUser(username: string, seats: boolean): User | undefined {
  const seated = /^(\d{1,11}):([A-Za-z0-9_-]{1,64})\.([hgt])$/.exec(username);
  if (seated !== null) {
    return { username, expires: Number(seated[1]), callTag: seated[2] ?? "", seat: seated[3] ?? "" };
  }
  const plain = seats ? null : /^(\d{1,11}):([!-~]{1,128})$/.exec(username);
  return plain === null
    ? undefined
    : { username, expires: Number(plain[1]), callTag: plain[2] ?? "", seat: "" };
}
