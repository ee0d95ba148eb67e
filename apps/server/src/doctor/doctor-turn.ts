import { setTimeout as wait } from "node:timers/promises";
import { checkWay, type Network } from "./check-way.ts";
import { type CheckedServer, checkedServers, type DoctorConfig } from "./checked-server.ts";
import { type Finding, unchecked } from "./finding.ts";
import { type Row, rowText, summary } from "./report.ts";
import { type Way, waysTo } from "./ways.ts";

/** Milliseconds between two ways to one server: it allows an address few allocations a second. */
const PACE = 300;
const DEFAULT_TIMEOUT = 5_000;

/**
 * Checks every STUN and TURN server that devices are told of, over each transport, as a device would: Binding, two allocations, data from one to
 * the other and back. `write` takes the report line by line, without line ends; there is no secret in it. `network` is how long each step
 * may take (milliseconds, default 5,000) and an authority (PEM) that is trusted besides those of Node.
 *
 * @returns the exit code: 0 all is well, 1 something is wrong, 2 something or all of it can not be checked
 * @throws StartError when turnAddress names a STUN server that does not answer
 */
export const doctorTurn = async (
  config: DoctorConfig,
  write: (line: string) => void,
  network: Network = {},
): Promise<0 | 1 | 2> => {
  const servers = await checkedServers(config);
  const rows = (await Promise.all(servers.map((server) => checkServer(server, network)))).flat();
  for (const line of rowText(rows)) write(line);
  write(summary(rows));
  if (rows.some(({ finding }) => finding.verdict === "wrong")) return 1;
  return rows.length > 0 && rows.every(({ finding }) => finding.verdict === "ok") ? 0 : 2;
};

const checkServer = async (server: CheckedServer, network: Network): Promise<Row[]> => {
  if (server.urls.length === 0) return [rowOf(server, "this server", undefined, NO_PORT)];
  const places = await Promise.all(
    server.urls.map(async (url) => ({ url, found: await waysTo(url, network.timeout ?? DEFAULT_TIMEOUT) })),
  );
  const checks: Promise<Row[]>[] = [];
  for (const { url, found } of places) {
    if (!Array.isArray(found)) {
      checks.push(Promise.resolve([rowOf(server, url, undefined, found)]));
      continue;
    }
    for (const way of found) {
      const before = checks.length * PACE;
      checks.push(
        wait(before).then(async () => [rowOf(server, url, way, await checkWay(server, way, network))]),
      );
    }
  }
  return (await Promise.all(checks)).flat();
};

const NO_PORT = unchecked("Its port is another one at each start: set port or turnUrls.");

const rowOf = ({ region }: CheckedServer, url: string, way: Way | undefined, finding: Finding): Row => {
  const family = way?.family === undefined ? "" : ` (IPv${way.family})`;
  return { place: `${url}${family}`, region: region ?? "", finding };
};
