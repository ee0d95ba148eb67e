import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Host } from "@onecall/netlab";
import { until } from "../until.ts";
import type { Authority } from "./authority.ts";

const SHIPPED = fileURLToPath(new URL("../../../deploy/coturn/turnserver-4.6.conf", import.meta.url));
const REALM = "turn.example.org";
const SECRET = "a-secret-that-only-this-test-knows";

/** The configuration as it is shipped, but for what a person changes in it. */
const configuration = (
  shipped: string,
  values: { address: string; folder: string; cert: string; key: string },
) =>
  shipped
    .split("\n")
    .filter((line) => !line.includes("=2001:db8::10"))
    .join("\n")
    .replaceAll("203.0.113.10", values.address)
    .replace("/var/lib/turn/turndb", join(values.folder, "turndb"))
    .replace("/etc/coturn/fullchain.pem", values.cert)
    .replace("/etc/coturn/privkey.pem", values.key);

/** A running coturn and how the Onecall server is told of it. */
export interface Coturn extends AsyncDisposable {
  /** Value of --turn-external. */
  readonly external: string;
}

/** Debian's coturn with the shipped configuration, at a host of a lab, IPv4 only. */
export const openCoturnAt = async (
  { namespace, addresses }: Host,
  domain: string,
  authority: Authority,
): Promise<Coturn> => {
  const folder = await mkdtemp(join(tmpdir(), "onecall-coturn-"));
  const file = join(folder, "turnserver.conf");
  const { cert, key } = await authority.issue(domain);
  const address = addresses.ipv4 ?? "";
  await writeFile(file, configuration(await readFile(SHIPPED, "utf8"), { address, folder, cert, key }));
  const secret = [`--set-secret=${SECRET}`, `--realm=${REALM}`, `--userdb=${join(folder, "turndb")}`];
  await namespace.run("turnadmin", secret);
  const server = namespace.spawn("turnserver", ["-c", file, "--pidfile="], { stdio: "ignore" });
  const ended = once(server, "exit");
  // It says nothing once it listens: its port is looked for.
  await until("coturn listens", async () =>
    (await namespace.run("ss", ["-Hlun"])).includes(`${address}:3478`),
  );
  const urls = [
    `turn:${domain}:3478?transport=udp`,
    `turn:${domain}:3478?transport=tcp`,
    `turns:${domain}:443?transport=tcp`,
  ];
  return {
    external: JSON.stringify([{ urls, secrets: [SECRET] }]),
    [Symbol.asyncDispose]: async () => {
      server.kill("SIGKILL");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
};
