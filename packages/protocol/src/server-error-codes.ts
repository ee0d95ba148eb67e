/** Code of each refusal by the server (SPEC ERR-1); `SERVER_ERRORS` has their sentences. Apart from them: the checks of events need no sentence. */
export const SERVER_ERROR_CODES = ["bad", "auth", "busy", "closed", "rate", "drain", "stale"] as const;

/** Code of a refusal by the server. */
export type ServerErrorCode = (typeof SERVER_ERROR_CODES)[number];
