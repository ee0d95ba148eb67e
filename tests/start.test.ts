import { once } from "node:events";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { type Checkout, makeCheckout, type Run } from "./start/checkout.ts";

const BUILT = "Building packages and server ...\nBuilding the web app ...\n";

describe("npm start", { timeout: 60_000 }, () => {
  let checkout: Checkout;
  const stop = async (run: Run): Promise<void> => {
    run.process.kill("SIGINT");
    expect(await run.ended).toBe(7);
  };
  const runOnce = async (...args: string[]): Promise<Run> => {
    const run = checkout.start(...args);
    await run.ready;
    await stop(run);
    return run;
  };

  beforeEach(() => {
    checkout = makeCheckout();
    return () => checkout.remove();
  });

  test("builds once, then only what changed, and hands the server its options and its end", async () => {
    const first = await runOnce("--port", "0");
    expect(first.stderr()).toBe(BUILT);
    expect(first.stdout()).toBe("ready --port 0\n");
    expect(existsSync(join(checkout.folder, "apps/web/dist/app/index.html"))).toBe(true);

    expect((await runOnce()).stderr()).toBe("");

    checkout.write("packages/protocol/src/index.test.ts", "not built");
    expect((await runOnce()).stderr()).toBe("");

    checkout.write("packages/protocol/src/index.ts", "export const protocol = 2;");
    expect((await runOnce()).stderr()).toBe(BUILT);
    const built = readFileSync(join(checkout.folder, "packages/protocol/dist/index.js"), "utf8");
    expect(built).toContain("protocol = 2");

    rmSync(join(checkout.folder, "apps/web/dist"), { recursive: true });
    rmSync(join(checkout.folder, "apps/server/dist/main.js"));
    expect((await runOnce()).stderr()).toBe(BUILT);
  });

  test("two at once build once", async () => {
    const runs = [checkout.start(), checkout.start(), checkout.start()];
    await Promise.all(runs.map((run) => run.ready));
    await Promise.all(runs.map(stop));
    expect(runs.filter((run) => run.stderr().includes("Building"))).toHaveLength(1);
    expect(checkout.leftovers()).toEqual(["built"]);
  });

  test("a source that does not compile is one sentence after what the compiler said", async () => {
    checkout.write("apps/server/src/main.ts", "const port: number = 'seven';");
    const run = checkout.start();
    expect(await run.ended).toBe(1);
    expect(run.stderr()).toMatch(/main\.ts.*not assignable/);
    expect(run.stderr()).toMatch(/could not be compiled; what the compiler said is above\.\n$/);
    expect(checkout.leftovers()).toEqual([]);
  });

  test("the server's own refusal and exit code come through", async () => {
    const run = checkout.start("--wrong");
    expect(await run.ended).toBe(2);
    expect(run.stderr()).toBe(`${BUILT}There is no option --wrong.\n`);
  });

  test("stopped while it builds, it leaves nothing behind and builds next time", async () => {
    const run = checkout.start();
    await once(run.process.stderr ?? run.process, "data");
    run.process.kill("SIGTERM");
    expect(await run.ended).toBe(143);
    expect(checkout.leftovers()).toEqual([]);
    expect((await runOnce()).stderr()).toBe(BUILT);
  });

  test("the lock of a process that is gone is taken over", async () => {
    const gone = checkout.start("--wrong");
    await gone.ended;
    checkout.write("packages/client/src/index.ts", "export const client = 2;");
    writeFileSync(join(checkout.folder, ".onecall/build.lock"), String(gone.process.pid));
    expect((await runOnce()).stderr()).toBe(BUILT);
    expect(checkout.leftovers()).toEqual(["built"]);
  });

  test("a Node.js that is too old is one sentence", async () => {
    checkout.write("package.json", JSON.stringify({ type: "module", engines: { node: ">=999.1" } }));
    const run = checkout.start();
    expect(await run.ended).toBe(1);
    expect(run.stderr()).toMatch(/^Onecall needs Node\.js 999\.1 or newer; this is [\d.]+\. .*\n$/);
  });
});
