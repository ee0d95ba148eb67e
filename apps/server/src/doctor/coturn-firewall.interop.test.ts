import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

// In a network namespace of its own: the firewall of deploy/coturn/README.md, word for word, around Debian's coturn. Needs root and the Debian
// packages coturn and iptables.

const FOLDER = fileURLToPath(new URL("../../../../deploy/coturn/", import.meta.url));

/** The address of the shipped configuration and of the README. */
const ADDRESS = "203.0.113.10";

/** A UDP service and coturn on one address; its clients send 300 bytes to the service, then 600 from relay to relay. */
const script = (folder: string, firewall: string) => `
set -e
ip link set lo up
ip addr add ${ADDRESS}/32 dev lo
turnutils_peer -p 5353 -L ${ADDRESS} > /dev/null 2>&1 &
setpriv --reuid=turnserver --regid=turnserver --init-groups \\
  turnserver -c ${folder}/turnserver.conf --pidfile= > /dev/null 2>&1 &
until ss -Hltn 'sport = 3478' | grep -q 3478; do :; done
client() { timeout 30 turnutils_uclient -u someone -W "a secret of the tests" -n 3 -m 1 -l 100 -X -s -c -p 3478 "$@" ${ADDRESS} 2>&1; }
received() { grep -o 'tot_recv_bytes ~ [0-9]*' | tail -1 | grep -o '[0-9]*$' || true; }
${firewall}
echo "service $(client -e ${ADDRESS} -r 5353 | received)"
echo "relay $(client -y | received)"
kill %1 %2
`;

function run(firewall: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), "onecall-firewall-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const shipped = readFileSync(join(FOLDER, "turnserver-4.6.conf"), "utf8")
    .replace(/^.*2001:db8.*$/gm, "")
    .replace("/var/lib/turn/turndb", join(folder, "turndb"))
    .replace(/^(cert|pkey|tls-listening-port)=.*$/gm, "")
    .concat("no-tls\nstatic-auth-secret=a secret of the tests\n");
  writeFileSync(join(folder, "turnserver.conf"), shipped);
  execFileSync("chown", ["-R", "turnserver", folder]);
  const file = join(folder, "run.sh");
  writeFileSync(file, script(folder, firewall));
  return execFileSync("unshare", ["--net", "bash", file], { encoding: "utf8", timeout: 90_000 })
    .trim()
    .split("\n");
}

test("without the firewall users reach UDP services on coturn's own address, with it only relays", () => {
  const readme = readFileSync(join(FOLDER, "README.md"), "utf8");
  const rules = readme.split("\n").filter((line) => line.startsWith("iptables "));
  expect(rules).toHaveLength(2);
  expect(run("")).toEqual(["service 300", "relay 600"]);
  expect(run(rules.join("\n"))).toEqual(["service 0", "relay 600"]);
}, 120_000);
