import { type ChildProcess, spawn } from "node:child_process";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { Device } from "../testing/device.ts";
import { http } from "../testing/raw.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));

/** The real program, from source. */
const start = (args: string[], env: Record<string, string> = {}) => {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, ["--import", "tsx", "--conditions=source", MAIN, ...args], {
    env: { PATH, HOME, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const output = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output.err += text;
  });
  const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, output, exit };
};

/** Waits for the start message and returns the port in it. */
const ready = ({ child, output }: { child: ChildProcess; output: { out: string } }): Promise<number> =>
  new Promise((resolve) => {
    const look = () => {
      const port = /ready at http:\/\/localhost:(\d+)/.exec(output.out)?.[1];
      if (port) resolve(Number(port));
    };
    child.stdout?.on("data", look);
    look();
  });

const run = async (args: string[], env: Record<string, string> = {}) => {
  const { output, exit } = start(args, env);
  return { code: await exit, ...output };
};

describe("the program", () => {
  test("START: says where it is and what to do, and nothing else", async () => {
    const program = start(["--port", "0", "--web-root", "none"]);
    const port = await ready(program);
    expect((await http(port, "/healthz")).status).toBe(200);
    program.child.kill("SIGINT");
    expect(await program.exit).toBe(0);
    expect(program.output).toEqual({
      out: `Onecall is ready at http://localhost:${port}\nOpen it in a browser, start a call and send its link to someone. Ctrl-C stops the server.\n`,
      err: "",
    });
  }, 20_000);

  test("START: wrong options, values, files and ports end with code 2 and one sentence", async () => {
    const other = createHttpServer();
    await new Promise<void>((resolve) => other.listen(0, resolve));
    onTestFinished(() => void other.close());
    const taken = String((other.address() as AddressInfo).port); // A TCP server has no other kind.
    const runs = await Promise.all([
      run(["--prot", "1"]),
      run([], { ONECALL_PORT: "http" }),
      run(["--config", "/nowhere.json"]),
      run(["--port", taken, "--web-root", "none"]),
      run(["--port", "0", "--web-root", "/nowhere"]),
    ]);
    for (const { code, out, err } of runs) {
      expect([code, out]).toEqual([2, ""]);
      expect(err).toMatch(/^onecall: .+[.?]\n$/);
    }
  }, 30_000);

  test("START: --help and --version print and end with code 0", async () => {
    const [help, version] = await Promise.all([run(["--help"]), run(["--version"])]);
    expect([help.code, help.err]).toEqual([0, ""]);
    expect(help.out).toContain("--public-url");
    expect([version.code, version.out]).toEqual([0, "0.1.0\n"]);
  }, 20_000);

  test("DRAIN-1: SIGTERM asks devices to move and ends with code 0 when they have", async () => {
    const program = start(["--port", "0", "--web-root", "none", "--drain-timeout", "600"]);
    const device = new Device(await ready(program));
    await device.next("hello");
    program.child.kill("SIGTERM");
    expect((await device.next("drain")).in).toBeLessThanOrEqual(600_000);
    expect((await http(device.port, "/readyz")).status).toBe(503);
    device.socket.disconnect();
    expect(await program.exit).toBe(0);
  }, 20_000);

  test("STOP: Ctrl-C ends at once with code 0, whoever is connected", async () => {
    const program = start(["--port", "0", "--web-root", "none"]);
    const device = new Device(await ready(program));
    await device.next("hello");
    program.child.kill("SIGINT");
    await device.ended();
    expect(await program.exit).toBe(0);
    expect(program.output.err).toBe("");
  }, 20_000);
});
