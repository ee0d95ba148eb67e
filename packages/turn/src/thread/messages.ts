import type { AlternateServer, Listening } from "../node/create-turn-server.ts";
import type { TurnErrorCode } from "../node/errors.ts";
import type { TurnServerOptions, TurnWarning } from "../node/options.ts";
import type { Metrics, Observer } from "../protocol/metrics.ts";
import type { News } from "./outbox.ts";

// What the owner's thread and the server's thread tell each other.

/** The options without the functions, which stay with the owner. */
export type ThreadOptions = Omit<TurnServerOptions, "observer" | "warn">;

/** A connection that was accepted in the owner's thread. */
export interface Handover {
  readonly kind: "hand-over";
  readonly id: number;
  readonly transport: "tcp" | "tls";
  readonly address: string;
  readonly port: number;
  readonly firstBytes: Uint8Array;
}

/** What gets one answer. */
export type Question =
  | { readonly kind: "admit"; readonly callTag: string }
  | { readonly kind: "release-call"; readonly callTag: string }
  | { readonly kind: "close-call"; readonly callTag: string }
  | { readonly kind: "metrics" }
  | { readonly kind: "drain"; readonly alternate: AlternateServer | undefined }
  | { readonly kind: "close" };

export type ToServer =
  | Handover
  | News
  | { readonly kind: "issued"; readonly username: string; readonly lifetime: number }
  | { readonly kind: "question"; readonly number: number; readonly question: Question };

/** A TurnError on its way. */
export interface ErrorParts {
  readonly code: TurnErrorCode;
  readonly detail: string | undefined;
  readonly cause: unknown;
}

type Told<K extends keyof Observer> = Parameters<NonNullable<Observer[K]>>[0];

export type ToOwner =
  | { readonly kind: "started"; readonly listening: readonly Listening[] }
  | { readonly kind: "not-started"; readonly error: ErrorParts }
  | News
  | { readonly kind: "answer"; readonly number: number; readonly metrics: ThreadMetrics | undefined }
  | { readonly kind: "refusal"; readonly number: number; readonly error: ErrorParts }
  | ForOwner;

/** What the owner's own functions are called with. */
export type ForOwner =
  | { readonly kind: "warning"; readonly warning: TurnWarning }
  | { readonly kind: "allocation-opened"; readonly report: Told<"allocationOpened"> }
  | { readonly kind: "allocation-closed"; readonly report: Told<"allocationClosed"> }
  | { readonly kind: "call-closed"; readonly report: Told<"callClosed"> };

export type ThreadMetrics = Metrics & { readonly connections: number };
