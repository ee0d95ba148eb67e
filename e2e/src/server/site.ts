import { createServer, UNLIMITED } from "@onecall/server";

/** The real server with the real web app, as an operator runs it, but for the limits of one address. */
export interface Site extends AsyncDisposable {
  /** Where people open it. */
  readonly origin: string;
  /** Every line logged so far, of the most talkative level. */
  log(): readonly string[];
}

/** Everyone in a test has the same address, so limits by address are off. */
const LIMITS = {
  limitConnections: UNLIMITED,
  limitJoins: UNLIMITED,
  limitRooms: UNLIMITED,
  limitKnocks: UNLIMITED,
  limitRoomKnocks: UNLIMITED,
  limitRoomKnocksLong: UNLIMITED,
  limitHttp: UNLIMITED,
};

/** Starts it on a free port. */
export const openSite = async (): Promise<Site> => {
  const lines: string[] = [];
  const server = await createServer(
    // Two cores run whole calls here: slow reactions are no sign of too many people.
    { port: 0, host: "localhost", turnPort: "none", logLevel: "debug", overloadDelay: 0, ...LIMITS },
    { write: (line) => lines.push(line) },
  );
  return {
    origin: server.url,
    log: () => lines,
    [Symbol.asyncDispose]: () => server.close(),
  };
};
