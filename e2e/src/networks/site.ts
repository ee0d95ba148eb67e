import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Host } from "@onecall/netlab";
import { LEASH } from "../server/leash.ts";
import type { Site } from "../server/site.ts";
import type { Authority } from "./authority.ts";

const MAIN = fileURLToPath(new URL("../../../apps/server/dist/main.js", import.meta.url));

/**
 * The built server at a host of a lab, as an operator starts it on a public machine: https on port 443 and nothing else
 * decided.
 *
 * @param options more of them, as after `npm start --`
 */
export const openSiteAt = async (
  { namespace }: Host,
  domain: string,
  authority: Authority,
  ...options: readonly string[]
): Promise<Site> => {
  const { cert, key } = await authority.issue(domain);
  const origin = `https://${domain}`;
  const server = namespace.spawn(
    process.execPath,
    [...LEASH, MAIN, "--port=443", `--public-url=${origin}`, `--cert=${cert}`, `--key=${key}`]
      // Two cores run whole calls here: slow reactions are no sign of too many people.
      .concat("--log-level=debug", "--overload-delay=0", options),
    { stdio: ["pipe", "pipe", "pipe"] },
  );
  const { stdout, stderr } = server;
  if (!stdout || !stderr) throw new Error("The server has no output.");
  const ended = once(server, "exit");
  const end = async () => {
    server.kill("SIGKILL");
    await ended;
  };
  const lines: string[] = [];
  createInterface({ input: stderr }).on("line", (line) => lines.push(`${line}\n`));
  for await (const line of createInterface({ input: stdout })) {
    if (line.includes("ready at")) return { origin, log: () => lines, [Symbol.asyncDispose]: end };
  }
  throw new Error(`The server did not start: ${lines.join("")}`);
};
