import type { CheckCode, HostState, Reply } from "@onecall/protocol";
import type { CallErrorCode } from "../errors.ts";

/** How far this device trusts the other device's key (SPEC TOFU-1). */
export type Trust =
  /** Never met at this link. */
  | "new"
  /** Met before at this link, check code never compared. */
  | "known"
  /** The same key whose check code was compared. */
  | "verified"
  /** Not the key whose check code was compared. */
  | "changed";

/** The other person, as far as their device proved it. */
export interface Peer {
  /** "" when they gave no name. */
  readonly name: string;
  readonly trust: Trust;
}

/** Why a call is over. */
export type EndReason =
  /** This person left. */
  | "left"
  /** The other person left; `peer` is missing when that was before the call began. */
  | "peer-left"
  /** Host declined the knock. */
  | "declined"
  /** The room is locked to another guest (SPEC LOCK-1). */
  | "locked"
  /** The same room was opened in a newer tab of this browser. */
  | "moved"
  /** Something this device can not accept; `code` says what. */
  | "failed";

/** What a call is right now; each state holds only what exists in it. */
export type CallState =
  | { readonly name: "idle" }
  /** Guest: not asked yet. `host` is undefined until the server answered. */
  | { readonly name: "lobby"; readonly host: HostState | undefined; readonly offline: boolean }
  /** Host: nobody at the door. `waiting` counts knocks that can not be answered yet. */
  | { readonly name: "waiting"; readonly waiting: number; readonly offline: boolean }
  /** Host: `peer` knocks. `waiting` counts the knocks behind it. */
  | {
      readonly name: "ringing";
      readonly peer: Peer;
      readonly waiting: number;
      readonly offline: boolean;
      readonly since: number;
    }
  /** Guest: asked to join. `place` 0 is the front of the queue. `since`: when the person asked. */
  | {
      readonly name: "asking";
      readonly place: number | undefined;
      readonly host: HostState | undefined;
      readonly offline: boolean;
      readonly since: number;
    }
  /** Both said yes; the connection is being made. */
  | {
      readonly name: "connecting";
      readonly peer: Peer;
      readonly checkCode: CheckCode;
      readonly since: number;
      readonly waiting: number;
    }
  | {
      readonly name: "connected";
      readonly peer: Peer;
      readonly checkCode: CheckCode;
      /** When the call first connected, ms since the epoch. */
      readonly since: number;
      /** Host: knocks waiting meanwhile. */
      readonly waiting: number;
      /** The server says the other device gave up its seat: counts once packets stop. */
      readonly peerLeft?: true;
    }
  /** No packets from the other device for a moment, or their page is coming back. */
  | {
      readonly name: "reconnecting";
      readonly peer: Peer;
      /** Undefined until the devices proved their keys again after a reload of this page. */
      readonly checkCode: CheckCode | undefined;
      readonly since: number;
      readonly lostAt: number;
      readonly waiting: number;
    }
  /** Reconnecting did not help; `call.rejoin()` tries anew. */
  | {
      readonly name: "lost";
      readonly peer: Peer;
      readonly checkCode: CheckCode | undefined;
      readonly since: number;
      readonly waiting: number;
    }
  | {
      readonly name: "ended";
      readonly reason: EndReason;
      /** For `failed`. */
      readonly code?: CallErrorCode;
      /** For `declined`: what the host's person answered. */
      readonly reply?: Reply;
      /** Length of the call in ms; 0 when it never connected. */
      readonly duration: number;
      readonly peer?: Peer;
    };

export type CallStateName = CallState["name"];
export type StateOf<N extends CallStateName> = Extract<CallState, { name: N }>;
