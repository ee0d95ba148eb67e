import { ServerProcess } from "../server/process.ts";

/** The server with the real web app as its own process, which can be killed and come back on the same port. */
export interface KillableServer extends AsyncDisposable {
  readonly origin: string;
  /** Everything it wrote so far, before and after it was killed. */
  readonly said: readonly string[];
  /** As `kill -9`. */
  kill(): Promise<void>;
  /** Starts it anew on the same port, with nothing of what it knew. */
  restart(...options: readonly string[]): Promise<void>;
}

/** Everybody comes from one address here, and reacts as slowly as two cores with two browsers do. */
export const NO_LIMITS = [
  "--overload-delay=0",
  ...["connections", "joins", "rooms", "knocks", "room-knocks", "room-knocks-long", "turn", "frames"].map(
    (one) => `--limit-${one}=off`,
  ),
  "--limit-http=off",
];

/** @param options as after `npm start --` */
export const startServer = async (options: readonly string[]): Promise<KillableServer> => {
  const all = (port: string, more: readonly string[]) => [
    `--port=${port}`,
    "--turn-port=none",
    "--log-level=debug",
    ...NO_LIMITS,
    ...options,
    ...more,
  ];
  let process = await ServerProcess.start(...all("0", []));
  const { origin, port } = process;
  const before: string[] = [];
  return {
    origin,
    get said() {
      return [...before, ...process.said];
    },
    async kill() {
      await process.end("SIGKILL");
    },
    async restart(...more) {
      before.push(...process.said);
      process = await ServerProcess.start(...all(port, more));
    },
    [Symbol.asyncDispose]: async () => void (await process.end("SIGKILL")),
  };
};
