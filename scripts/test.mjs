// `npm test`: sets the machine up, runs every part even when one fails, and sums up in the last line.
// `npm test -- unit e2e` runs only these parts.
import "./steps/node-version.mjs";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setUpTests } from "./setup-tests.mjs";
import { ensureBuilt } from "./steps/build.mjs";
import { npm } from "./steps/command.mjs";
import { ensureInstalled } from "./steps/install.mjs";
import { withBuildLock } from "./steps/lock.mjs";
import { canHaveOwnNetwork, inOwnNetwork } from "./steps/own-network.mjs";
import { StepError, say } from "./steps/say.mjs";
import { runStreaming } from "./steps/stream.mjs";
import { countCheck, countVitest, lastLine, sum } from "./test-results.mjs";

/** @typedef {import("./test-results.mjs").Count} Count */
/** @typedef {{ name: string, title: string, needsDebian?: true, run: () => Promise<Count> }} Part */

const root = fileURLToPath(new URL("..", import.meta.url));
const reports = mkdtempSync(join(tmpdir(), "onecall-test-"));
process.on("exit", () => rmSync(reports, { recursive: true, force: true }));

/** @type {readonly Part[]} */
const parts = [
  { name: "types", title: "types", run: () => withBuildLock(root, () => check("types")) },
  { name: "lint", title: "lint and format", run: () => check("lint") },
  { name: "dead-code", title: "dead code", run: () => check("dead-code") },
  { name: "size", title: "size budget", run: async () => built(() => check("size")) },
  { name: "unit", title: "unit tests", run: () => vitest("unit", "run", "unit") },
  {
    name: "interop",
    title: "interop and networks",
    needsDebian: true,
    run: () => vitest("interop", "run", "interop"),
  },
  {
    name: "browser",
    title: "browser tests",
    needsDebian: true,
    run: () => vitest("browser", "run", "browser"),
  },
  {
    name: "e2e",
    title: "end to end",
    needsDebian: true,
    run: () => built(endToEnd),
  },
];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !parts.some((part) => part.name === name));
if (unknown.length > 0) {
  say(
    `There is no part "${unknown.join('", "')}". The parts are: ${parts.map((part) => part.name).join(", ")}.`,
  );
  process.exit(2);
}
const chosen = asked.length === 0 ? parts : parts.filter((part) => asked.includes(part.name));

/** @type {{ title: string, count: Count, seconds: number }[]} */
const results = [];
if (chosen.some((part) => part.needsDebian) && setUpTests() !== 0) {
  results.push({ title: "set-up", count: countCheck(1), seconds: 0 });
}
const installed = await succeeds(() => ensureInstalled(root));
if (!installed) results.push({ title: "install", count: countCheck(1), seconds: 0 });
for (const part of installed ? chosen : []) {
  console.log(`\n=== ${part.title} ===`);
  const start = performance.now();
  const count = await part.run();
  const seconds = (performance.now() - start) / 1000;
  results.push({ title: part.title, count, seconds });
  console.log(`=== ${describe({ title: part.title, count, seconds })}`);
}
finish();

function finish() {
  const total = sum(results.map(({ count }) => count));
  console.log(`\n${results.map(describe).join("\n")}\n${lastLine(total)}`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

/** @param {{ title: string, count: Count, seconds: number }} result */
function describe({ title, count, seconds }) {
  const skipped = count.skipped === 0 ? "" : `, ${count.skipped} skipped`;
  return `${title}: ${lastLine(count)}${skipped} (${seconds.toFixed(1)} s)`;
}

/** A script of package.json that says yes or no. @param {string} script */
async function check(script) {
  return countCheck(await runStreaming(npm("run", "--silent", script), root));
}

/** @param {string} name @param {...string} run arguments for npm */
async function vitest(name, ...run) {
  return reported(name, (options) => npm(...run, "--silent", "--", ...options));
}

/**
 * @param {string} name
 * @param {(options: readonly string[]) => readonly [string, ...string[]]} command takes vitest's options
 */
async function reported(name, command) {
  const report = join(reports, `${name}.json`);
  const options = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const exitCode = await runStreaming(command(options), root);
  return countVitest(readIfThere(report), exitCode);
}

/** Faults are mostly waited for: they are played beside everything else, each half in a network of its own. */
async function endToEnd() {
  const apart = canHaveOwnNetwork();
  /** @param {string} name @param {...string} files */
  const half = (name, ...files) =>
    reported(name, (options) => {
      const command = npm("run", "test", "--workspace", "e2e", "--silent", "--", ...files, ...options);
      return apart ? inOwnNetwork(command) : command;
    });
  const calls = () => half("calls", "--exclude", "src/reliability/**");
  const faults = () => half("faults", "src/reliability/");
  if (apart) return sum(await Promise.all([calls(), faults()]));
  return sum([await calls(), await faults()]);
}

/** Runs a part that looks at the built product. @param {() => Promise<Count>} run */
async function built(run) {
  return (await succeeds(() => ensureBuilt(root))) ? run() : countCheck(1);
}

/** @param {() => Promise<void>} step */
async function succeeds(step) {
  try {
    await step();
    return true;
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    if (error.output !== "") say(error.output.trimEnd());
    say(error.message);
    return false;
  }
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
