// Installs the Debian packages that the tests need. Does nothing, fast, when all are there.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** Debian package, and a file that only it brings. @type {readonly (readonly [string, string])[]} */
const NEEDED = [
  ["chromium", "/usr/bin/chromium"],
  ["firefox-esr", "/usr/bin/firefox-esr"],
  // Networks on one machine, packets captured at the interface, processes looked at.
  ["iproute2", "/sbin/ip"],
  ["util-linux", "/usr/bin/unshare"],
  ["iptables", "/usr/sbin/iptables"],
  ["tcpdump", "/usr/bin/tcpdump"],
  ["procps", "/usr/bin/ps"],
  // TURN clients and a TURN server that were written elsewhere.
  ["coturn", "/usr/bin/turnutils_uclient"],
  ["python3-aioice", "/usr/lib/python3/dist-packages/aioice/__init__.py"],
  ["python3-gi", "/usr/lib/python3/dist-packages/gi/__init__.py"],
  ["gir1.2-nice-0.1", "/usr/share/doc/gir1.2-nice-0.1/copyright"],
  // Certificates of the tests' own, and browsers that trust them.
  ["libnss3-tools", "/usr/bin/certutil"],
  ["openssl", "/usr/bin/openssl"],
  // What screenshots show: Latin and Arabic, emoji, Hindi, Chinese and Japanese.
  ["fonts-dejavu-core", "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"],
  ["fonts-noto-color-emoji", "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf"],
  ["fonts-lohit-deva", "/usr/share/fonts/truetype/lohit-devanagari/Lohit-Devanagari.ttf"],
  ["fonts-droid-fallback", "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf"],
];

/** @returns {number} exit code: 0 all there, 1 apt failed, 2 this machine or user cannot install */
export function setUpTests() {
  const missing = NEEDED.filter(([, file]) => !existsSync(file)).map(([name]) => name);
  if (missing.length === 0) return 0;
  const list = missing.join(" ");
  if (!existsSync("/etc/debian_version")) {
    console.error(
      `The tests need these Debian packages, and this is not Debian: ${list}. Run the tests on Debian.`,
    );
    return 2;
  }
  if (process.getuid?.() !== 0) {
    console.error(`The tests need packages that only root can install: apt-get install ${list}`);
    return 2;
  }
  console.error(`Installing ${list} ...`);
  return apt("update") || apt("install", "--yes", "--no-install-recommends", ...missing);
}

/** @param {...string} args */
function apt(...args) {
  const { status, error } = spawnSync("apt-get", ["--quiet=2", "-o", "Dpkg::Use-Pty=0", ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status === 0) return 0;
  console.error(
    `apt-get ${args[0]} failed${error === undefined ? "" : ` (${error.message})`}; what it said is above.`,
  );
  return 1;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = setUpTests();
}
