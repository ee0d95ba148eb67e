import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundleWorker } from "./model/bundle.ts";
import type { Report, Task } from "./model/worker.ts";

/*
 * The whole of a call's recovery in simulated time: the SDK as browsers run it, twice, the server's room state machine between
 * them, and in the place of crypto, sockets and peer connections, models of them (tests/model/). Each seed is one schedule of
 * faults: networks cut and changed, servers killed, pages reloaded, machines asleep, a stranger at the door, and more.
 *
 *   ONECALL_MODEL_RUNS=100000 npm run unit -- recovery-model     # so many schedules, however long it takes
 *   ONECALL_MODEL_FIRST=5000  ...                                # from this seed on
 *   ONECALL_MODEL_SEED=4711   ...                                # plays one schedule and tells it step by step
 *   ONECALL_MODEL_KEEP=0,2    ...                                # of that one only these faults, as a failure names them
 *
 * A failure names its seed and the fewest faults that still break it.
 */
const number = (name: string): number | undefined => {
  const text = process.env[`ONECALL_MODEL_${name}`];
  return text === undefined ? undefined : Number(text);
};

/** The same ones on every machine: what is green here is green there. */
const RUNS = number("RUNS") ?? 1_000;

const work = (path: string, task: Task): Promise<Report> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(path, { workerData: task });
    worker.once("message", resolve).once("error", reject);
  });

const told = (report: Report): string =>
  report.broken
    .map(
      ({ seed, keep, what, log }) =>
        `${what}\n  replay: ONECALL_MODEL_SEED=${seed} ONECALL_MODEL_KEEP=${keep.join()}\n${log.join("\n")}`,
    )
    .join("\n\n");

describe("the call outlives its network, its server and its tab", () => {
  let bundle: Awaited<ReturnType<typeof bundleWorker>>;
  beforeAll(async () => {
    bundle = await bundleWorker();
  });
  afterAll(() => bundle.remove());

  const seed = number("SEED");
  test.runIf(seed !== undefined)("one schedule, step by step", async () => {
    const keep = process.env["ONECALL_MODEL_KEEP"]?.split(",").map(Number);
    const only = { seed: seed ?? 0, keep };
    const report = await work(bundle.path, { first: 0, step: 1, end: 0, only });
    process.stderr.write(`${told(report)}\n`);
  });

  test.runIf(seed === undefined)(
    "STATE-1, SEAT-5, CONSENT-1, REJOIN-1..5: every schedule of faults ends with one call or a clean lobby, and nobody else in it",
    async () => {
      const first = number("FIRST") ?? 0;
      const workers = availableParallelism();
      const tasks = Array.from({ length: workers }, (_, worker) => ({
        first: first + worker,
        step: workers,
        end: first + RUNS,
      }));
      const reports = await Promise.all(tasks.map((task) => work(bundle.path, task)));
      const played = reports.reduce((sum, report) => sum + report.played, 0);
      const back = reports.flatMap(({ backAfter }) => backAfter).toSorted((a, b) => a - b);
      const at = (share: number) => back[Math.floor(share * (back.length - 1))];
      process.stderr.write(
        `${played} schedules from seed ${first}; back after median ${at(0.5)}, p95 ${at(0.95)}, max ${at(1)} ms\n`,
      );
      expect(reports.map(told).filter(Boolean).join("\n\n")).toBe("");
      expect(played).toBeGreaterThan(0);
    },
    3_700_000,
  );
});
