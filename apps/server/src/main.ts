#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { helpText } from "./config/help.ts";
import { parseConfig } from "./config/parse.ts";
import type { Config } from "./config/schema.ts";
import { StartError } from "./start-error.ts";

const say = (text: string) => process.stdout.write(`${text}\n`);

const version = (): string => {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return /"version": "(.+?)"/.exec(text)?.[1] ?? "unknown";
};

const run = async (config: Config) => {
  // Only now: help and mistakes are answered before the server's libraries are loaded.
  const [{ createServer }, { describe, Log }, { stderr }] = await Promise.all([
    import("./index.ts"),
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
  const server = await createServer(config, logTo);
  const stop = (how: () => Promise<void>) => how().then(() => process.exit(0), crash);
  process.once("SIGTERM", () => void stop(server.drain));
  process.once("SIGINT", () => {
    process.once("SIGINT", () => process.exit(130));
    void stop(server.close);
  });
  say(`Onecall is ready at ${server.url}`);
  say("Open it in a browser, start a call and send its link to someone. Ctrl-C stops the server.");
};

try {
  const request = parseConfig(process.argv.slice(2), process.env);
  if (request.kind === "help") say(helpText());
  else if (request.kind === "version") say(version());
  else await run(request.config);
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`onecall: ${error.message}\n`);
  process.exit(2);
}
