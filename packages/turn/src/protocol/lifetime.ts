import { DEFAULT_LIFETIME, type Limits } from "./limits.ts";

/**
 * RFC 8656 section 7.2: at least the default of 600 s, at most what the server allows. `asked` is in seconds, undefined
 * where the client says nothing; 0 in a Refresh is handled before.
 */
export function lifetimeOf(asked: number | undefined, limits: Limits): number {
  return Math.max(DEFAULT_LIFETIME, Math.min(asked ?? DEFAULT_LIFETIME, limits.maxLifetime));
}
