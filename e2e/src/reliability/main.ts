import { execFile } from "node:child_process";
import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { constants, cpus, release, type } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { CATALOGUE } from "./catalogue.ts";
import { type Outcome, play } from "./play.ts";
import {
  addOutcome,
  dropCell,
  findCell,
  type Machine,
  type Results,
  readResults,
  repetitionsIn,
  writeResults,
} from "./results.ts";
import type { Pair, Scenario } from "./scenario.ts";
import { withTable } from "./table.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const RAW = join(ROOT, "e2e/artifacts/reliability.jsonl");
const RESULTS = join(ROOT, "docs/reliability.json");
const PAGE = join(ROOT, "docs/reliability.md");

const HELP = `Plays the catalogue of faults against real browsers and writes docs/reliability.md. Needs root for network namespaces.

  --only <list>         Scenarios, like R-13,R-09; without it all
  --kinds <text>        Only variants whose name contains this
  --pairs <list>        Host-guest, like chromium-firefox; without it those of each scenario
  --repetitions <n>     Repetitions of each variant with each pair, instead of the full number
  --share <part>        Part of the full number, like 0.2; at least one
  --short               Plays what the tests play of it, and writes nothing
  --continue            Goes on where an interrupted run ended, instead of measuring anew
  --list                Says what there is`;

const run = promisify(execFile);

const versionOf = async (program: string): Promise<string> => {
  const { stdout } = await run(program, ["--version"]);
  return /(Chromium|Mozilla Firefox) [\d.]+\w*/.exec(stdout)?.[0] ?? stdout.trim();
};

const describeMachine = async (): Promise<Machine> => ({
  processors: `${cpus().length} x ${cpus()[0]?.model ?? "unknown"}`,
  system: `${type()} ${release()}`,
  chromium: await versionOf("chromium"),
  firefox: await versionOf("firefox-esr"),
  node: process.versions.node,
});

const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    kinds: { type: "string" },
    pairs: { type: "string" },
    repetitions: { type: "string" },
    share: { type: "string" },
    short: { type: "boolean", default: false },
    continue: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

/** What can not be done, and what to do instead. */
class Refused extends Error {}

/** Set by the first Ctrl-C or the like; the second one ends this process at once. */
const stopping = new AbortController();

const stopOnSignals = (): void => {
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(name, () => {
      console.error("Interrupted: ending browsers, servers and networks. --continue goes on from here.");
      process.exitCode = 128 + constants.signals[name];
      stopping.abort(new Error("Interrupted."));
    });
};

const git = async (...args: readonly string[]): Promise<string> =>
  (await run("git", ["-C", ROOT, ...args])).stdout.trim();

/** What this writes itself is no change of what is measured. */
const OWN = [":(exclude)docs/reliability.md", ":(exclude)docs/reliability.json"];

/** The commit that is measured. @throws Refused when there is more in the checkout than that */
const commitOf = async (): Promise<string> => {
  const changed = await git("status", "--porcelain", "--", ".", ...OWN);
  if (changed !== "")
    throw new Refused(
      `These files are in no commit, so nobody could measure the same again; commit them, or use --short:\n${changed}`,
    );
  return await git("rev-parse", "--short", "HEAD");
};

const listed = (text: string | undefined): readonly string[] | undefined =>
  text?.split(",").map((one) => one.trim());

const chosen = (): readonly Scenario[] => {
  const only = listed(options.only);
  const unknown = only?.filter((id) => !CATALOGUE.some((one) => one.id === id)) ?? [];
  if (unknown.length > 0) throw new Refused(`There is no scenario ${unknown.join(", ")}; --list names them.`);
  return CATALOGUE.filter(({ id }) => only?.includes(id) ?? true);
};

const ALL_PAIRS = [...new Set(CATALOGUE.flatMap(({ pairs }) => pairs))];

const pairsOf = ({ pairs }: Scenario): readonly Pair[] => {
  const wanted = listed(options.pairs);
  const unknown = wanted?.filter((one) => !ALL_PAIRS.some((pair) => pair === one)) ?? [];
  if (unknown.length > 0)
    throw new Refused(`There is no pair ${unknown.join(", ")}, only ${ALL_PAIRS.join(", ")}.`);
  return pairs.filter((pair) => wanted?.includes(pair) ?? true);
};

const repetitionsOf = ({ repetitions }: Scenario): number => {
  const number = Number(options.repetitions ?? repetitions * Number(options.share ?? 1));
  if (!(number > 0)) throw new Refused("--repetitions and --share are numbers above 0.");
  return Math.max(1, Math.round(number));
};

const list = (): void => {
  for (const { id, fault, kinds, pairs } of CATALOGUE)
    console.log(`${id}  ${fault}${kinds.length > 1 ? ` (${kinds.join("; ")})` : ""}  ${pairs.join(" ")}`);
};

const say = (scenario: Scenario, pair: Pair, outcome: Outcome): void =>
  console.log(`${new Date().toISOString()} ${scenario.id} ${pair} ${JSON.stringify(outcome)}`);

const playShort = async (): Promise<void> => {
  for (const scenario of chosen()) {
    const { pair, kinds = scenario.kinds } = scenario.short;
    await play(scenario, pair, kinds, (outcome) => say(scenario, pair, outcome), { stop: stopping.signal });
  }
};

/** Variants in the order they are played: they take turns, so that an interrupted run has some of each. */
const turns = (
  results: Results,
  scenario: Scenario,
  pair: Pair,
): { readonly kinds: readonly string[]; readonly done: number } => {
  const left = scenario.kinds
    .filter((kind) => kind.includes(options.kinds ?? ""))
    .map((kind) => {
      if (!options.continue) dropCell(results, scenario, kind, pair);
      const done = repetitionsIn(findCell(results, scenario, kind, pair));
      return { kind, done, rounds: Math.max(0, repetitionsOf(scenario) - done) };
    });
  const most = Math.max(0, ...left.map(({ rounds }) => rounds));
  const kinds = Array.from({ length: most }, (_, index) =>
    left.filter(({ rounds }) => rounds > index).map(({ kind }) => kind),
  ).flat();
  return { kinds, done: left.reduce((sum, { done }) => sum + done, 0) };
};

const measure = async (results: Results, commit: string, scenario: Scenario, pair: Pair): Promise<void> => {
  let told = Promise.resolve();
  const tell = (outcome: Outcome): void => {
    say(scenario, pair, outcome);
    const at = new Date().toISOString();
    addOutcome(results, scenario, pair, outcome, { date: at.slice(0, 10), commit });
    const raw = JSON.stringify({ at, commit, scenario: scenario.id, pair, ...outcome });
    told = told.then(async () => {
      await appendFile(RAW, `${raw}\n`);
      await writeResults(RESULTS, results);
    });
  };
  // A scenario that can not begin has told so as its failures; the others are measured all the same.
  const { kinds, done } = turns(results, scenario, pair);
  await play(scenario, pair, kinds, tell, { done, stop: stopping.signal }).catch((error: unknown) =>
    console.error(String(error)),
  );
  await told;
  const page = await readFile(PAGE, "utf8").catch(() => "# Reliability\n");
  await writeFile(PAGE, withTable(page, results, CATALOGUE));
};

const main = async (): Promise<void> => {
  if (options.help) return console.log(HELP);
  if (options.list) return list();
  stopOnSignals();
  if (options.short) return await playShort();
  const commit = await commitOf();
  const results = await readResults(RESULTS, await describeMachine());
  await mkdir(dirname(RAW), { recursive: true });
  for (const scenario of chosen())
    for (const pair of pairsOf(scenario)) {
      if (stopping.signal.aborted) return;
      await measure(results, commit, scenario, pair);
    }
};

await main().catch((error: unknown) => {
  if (!(error instanceof Refused)) throw error;
  console.error(error.message);
  process.exitCode = 2;
});
// What an interrupted repetition still waits for must not keep this process.
if (stopping.signal.aborted) process.exit();
