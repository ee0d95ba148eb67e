/** A token bucket: `burst` at once, refilled with `perMinute`. */
export interface Rate {
  readonly burst: number;
  readonly perMinute: number;
}

/** No limit. */
export const UNLIMITED: Rate = { burst: Number.POSITIVE_INFINITY, perMinute: Number.POSITIVE_INFINITY };
