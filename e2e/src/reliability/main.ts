import { execFile } from "node:child_process";
import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { cpus, release, type } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { CATALOGUE } from "./catalogue.ts";
import { play } from "./play.ts";
import {
  addOutcome,
  dropCell,
  findCell,
  type Machine,
  readResults,
  repetitionsIn,
  writeResults,
} from "./results.ts";
import { PAIRS, type Pair, type Scenario } from "./scenario.ts";
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
    continue: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const listed = (text: string | undefined): readonly string[] | undefined =>
  text?.split(",").map((one) => one.trim());

const chosen = (): readonly Scenario[] => {
  const only = listed(options.only);
  const unknown = only?.filter((id) => !CATALOGUE.some((one) => one.id === id)) ?? [];
  if (unknown.length > 0) throw new Error(`There is no scenario ${unknown.join(", ")}; --list names them.`);
  return CATALOGUE.filter(({ id }) => only?.includes(id) ?? true);
};

const pairsOf = ({ pairs }: Scenario): readonly Pair[] => {
  const wanted = listed(options.pairs);
  const unknown = wanted?.filter((one) => !PAIRS.some((pair) => pair === one)) ?? [];
  if (unknown.length > 0)
    throw new Error(`There is no pair ${unknown.join(", ")}, only ${PAIRS.join(", ")}.`);
  return pairs.filter((pair) => wanted?.includes(pair) ?? true);
};

const repetitionsOf = ({ repetitions }: Scenario): number => {
  const number = Number(options.repetitions ?? repetitions * Number(options.share ?? 1));
  if (!(number > 0)) throw new Error("--repetitions and --share are numbers above 0.");
  return Math.max(1, Math.round(number));
};

const main = async (): Promise<void> => {
  if (options.help) return console.log(HELP);
  if (options.list) {
    for (const { id, fault, kinds, pairs } of CATALOGUE)
      console.log(`${id}  ${fault}${kinds.length > 1 ? ` (${kinds.join("; ")})` : ""}  ${pairs.join(" ")}`);
    return;
  }
  const results = await readResults(RESULTS, await describeMachine());
  const commit = (await run("git", ["-C", ROOT, "rev-parse", "--short", "HEAD"])).stdout.trim();
  await mkdir(dirname(RAW), { recursive: true });
  for (const scenario of chosen()) {
    for (const pair of pairsOf(scenario)) {
      const kinds = scenario.kinds.filter((kind) => kind.includes(options.kinds ?? ""));
      const left = kinds.map((kind) => {
        if (!options.continue) dropCell(results, scenario, kind, pair);
        const done = repetitionsIn(findCell(results, scenario, kind, pair));
        return { kind, rounds: Math.max(0, repetitionsOf(scenario) - done) };
      });
      const most = Math.max(0, ...left.map(({ rounds }) => rounds));
      // Variants take turns, so that an interrupted run has some of each.
      const order = Array.from({ length: most }, (_, index) =>
        left.filter(({ rounds }) => rounds > index),
      ).flat();
      let told = Promise.resolve();
      await play(
        scenario,
        pair,
        order.map(({ kind }) => kind),
        (outcome) => {
          const at = new Date().toISOString();
          console.log(`${at} ${scenario.id} ${pair} ${JSON.stringify(outcome)}`);
          addOutcome(results, scenario, pair, outcome, { date: at.slice(0, 10), commit });
          const raw = { at, commit, scenario: scenario.id, pair, ...outcome };
          told = told.then(async () => {
            await appendFile(RAW, `${JSON.stringify(raw)}\n`);
            await writeResults(RESULTS, results);
          });
        },
      ).catch((error: unknown) => console.error(String(error)));
      await told;
      const page = await readFile(PAGE, "utf8").catch(() => "# Reliability\n");
      await writeFile(PAGE, withTable(page, results, CATALOGUE));
    }
  }
};

await main();
