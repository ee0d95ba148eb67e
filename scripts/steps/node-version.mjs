import { readFileSync } from "node:fs";

/** Imported first by every command: ends the process with one sentence when this Node.js is older than package.json asks for. */
const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
const [wantedMajor = 0, wantedMinor = 0] = numbersIn(manifest.engines.node);
const [major = 0, minor = 0] = numbersIn(process.versions.node);

if (major < wantedMajor || (major === wantedMajor && minor < wantedMinor)) {
  process.stderr.write(
    `Onecall needs Node.js ${wantedMajor}.${wantedMinor} or newer; this is ${process.versions.node}. Install a newer one and run the command again.\n`,
  );
  process.exit(1);
}

/** @param {string} version @returns {number[]} */
function numbersIn(version) {
  return (version.match(/\d+/g) || []).map(Number);
}
