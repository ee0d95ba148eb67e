import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { until } from "../until.ts";

const STARTER = `
import { ServerProcess } from ${JSON.stringify(new URL("./process.ts", import.meta.url).href)};
console.log((await ServerProcess.start("--port", "0")).origin);
`;

const answers = (origin: string): Promise<boolean> =>
  fetch(`${origin}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );

test("a server ends with the process that started it, even when that is killed", async () => {
  const starter = spawn(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", STARTER],
    // Its stdin stays open here: only the server's own end of a pipe may matter.
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const ended = once(starter, "exit").then(() => ["ended before it said where"]);
  const [origin] = await Promise.race([once(createInterface({ input: starter.stdout }), "line"), ended]);
  expect(await answers(origin)).toBe(true);
  starter.kill("SIGKILL");
  await ended;
  await until("the server is gone", async () => !(await answers(origin)));
});
