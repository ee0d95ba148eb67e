#!/usr/bin/env node
import { readFileSync } from "node:fs";
import type { Command } from "./config/command.ts";
import { helpText } from "./config/help.ts";
import { parseConfig } from "./config/parse.ts";
import type { Config } from "./config/schema.ts";
import { StartError } from "./start-error.ts";

const say = (text: string) => process.stdout.write(`${text}\n`);

const version = (): string => {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return /"version": "(.+?)"/.exec(text)?.[1] ?? "unknown";
};

/** What runs until it is stopped: at once by `close`, in peace by `drain`. */
interface Running {
  close(): Promise<void>;
  drain(): Promise<void>;
}

// Loaded only now: help and mistakes are answered before the libraries of what runs are there.
const RUN: Record<Command, (config: Config) => Promise<void>> = {
  "": (config) =>
    runUntilStopped(config, async (logTo) => {
      const { createServer } = await import("./index.ts");
      const server = await createServer(config, logTo);
      say(`Onecall is ready at ${server.url}`);
      say("Open it in a browser, start a call and send its link to someone. Ctrl-C stops the server.");
      return server;
    }),
  turn: (config) =>
    runUntilStopped(config, async (logTo) => {
      const { createTurnOnlyServer } = await import("./turn-only.ts");
      const server = await createTurnOnlyServer(config, logTo);
      const transports = config.cert === undefined ? "UDP and TCP" : "UDP, TCP and TLS";
      say(`STUN and TURN are ready on port ${server.port}, ${transports}. Ctrl-C stops them.`);
      return server;
    }),
  "doctor turn": async (config) => {
    const { doctorTurn } = await import("./doctor/doctor-turn.ts");
    process.exitCode = await doctorTurn(config, say);
  },
};

const runUntilStopped = async (
  config: Config,
  start: (logTo: { write(line: string): void }) => Promise<Running>,
) => {
  const [{ describe, Log }, { stderr }] = await Promise.all([
    import("./log/log.ts"),
    import("./log/stderr.ts"),
  ]);
  const logTo = stderr();
  const log = new Log(config.logLevel, "main", logTo);
  const crash = (error: unknown) => {
    log.error("crashed", describe(error));
    process.exit(1);
  };
  process.on("uncaughtException", crash).on("unhandledRejection", crash);
  process.stdout.on("error", () => undefined); // Nobody reads it any more; calls go on.
  const running = await start(logTo);
  const stop = (how: () => Promise<void>) => how().then(() => process.exit(0), crash);
  process.once("SIGTERM", () => void stop(running.drain));
  process.once("SIGINT", () => {
    process.once("SIGINT", () => process.exit(130));
    void stop(running.close);
  });
};

try {
  const request = parseConfig(process.argv.slice(2), process.env);
  if (request.kind === "help") say(helpText());
  else if (request.kind === "version") say(version());
  else await RUN[request.command](request.config);
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`onecall: ${error.message}\n`);
  process.exit(2);
}
