import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { Device } from "../testing/device.ts";
import { http } from "../testing/raw.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));

/** The real program, from source. */
const start = (args: string[], env: Record<string, string> = {}, user?: number) => {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, ["--import", "tsx", "--conditions=source", MAIN, ...args], {
    env: { PATH, HOME, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    ...(user === undefined ? {} : { uid: user, gid: user }),
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

const run = async (args: string[], env: Record<string, string> = {}, user?: number) => {
  const { output, exit } = start(args, env, user);
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

  const NOBODY = 65_534;
  const SECRETS = { ONECALL_TURN_SECRETS: "a-secret-that-only-the-tests-know" };
  const sameSecret = JSON.stringify([
    { urls: ["turn:far.example"], secrets: [SECRETS.ONECALL_TURN_SECRETS] },
  ]);
  const ALONE = ["--port", "0", "--web-root", "none"];

  test.runIf(process.getuid?.() === 0)(
    "START: a port below 1024 needs the right to it, for TURN too",
    async () => {
      const runs = await Promise.all([
        run(["--port", "443", "--web-root", "none"], {}, NOBODY),
        run([...ALONE, "--turn-port", "443"], {}, NOBODY),
      ]);
      for (const { code, out, err } of runs) {
        expect([code, out]).toEqual([2, ""]);
        expect(err).toMatch(/^onecall: .*443.*1024.*\.\n$/);
      }
    },
    20_000,
  );

  test("START: whatever is wrong with TURN and TLS is one sentence that says what", async () => {
    const taken = createSocket("udp4");
    await new Promise<void>((resolve) => taken.bind(0, "127.0.0.1", resolve));
    onTestFinished(() => void taken.close());
    const runs = await Promise.all([
      run([...ALONE, "--cert", "/nowhere.pem", "--key", "/nowhere.pem"]),
      run([...ALONE, "--cert", MAIN, "--key", MAIN]),
      run([...ALONE, "--cert", MAIN]),
      run(ALONE, { ONECALL_TURN_SECRETS: "short" }),
      run([...ALONE, "--turn", "public", "--turn-ports", "60000-50000"]),
      run(["--web-root", "none", "--port", "50010", "--turn", "public", "--turn-ports", "50000-59999"]),
      run([...ALONE, "--turn", "public", "--turn-denied", "10.0.0.0/33"]),
      run([...ALONE, "--host", "127.0.0.1", "--turn-port", `${taken.address().port}`]),
      run([...ALONE, "--turn-address", "call.example.org"]),
      run([...ALONE, "--turn-address", "stun:127.0.0.1:1"]),
      run([...ALONE, "--turn-external", "[{}]"], {}),
      run([...ALONE], { ...SECRETS, ONECALL_TURN_EXTERNAL: sameSecret }),
      run(["turn"]),
      run(["turn", "--turn", "off"], SECRETS),
      run(["turns"], SECRETS),
    ]);
    const sentences = runs.map(({ code, out, err }) => {
      expect([code, out]).toEqual([2, ""]);
      expect(err).toMatch(/^onecall: .+[.?]\n$/);
      return err;
    });
    expect(new Set(sentences).size).toBe(sentences.length);
    expect(sentences.join("")).not.toContain("short");
  }, 60_000);

  test("START: onecall turn answers STUN on UDP and TCP, onecall doctor turn finds it well", async () => {
    const program = start(["turn", "--port", "0", "--host", "127.0.0.1"], SECRETS);
    const port = await new Promise<string>((resolve) =>
      program.child.stdout.on("data", (text: string) => {
        const found = /ready on port (\d+), UDP and TCP\./.exec(text)?.[1];
        if (found) resolve(found);
      }),
    );
    const urls = [`turn:127.0.0.1:${port}?transport=udp`, `turn:127.0.0.1:${port}?transport=tcp`];
    const external = JSON.stringify([{ urls, secrets: [SECRETS.ONECALL_TURN_SECRETS] }]);
    const doctor = (secret: string) =>
      run(["doctor", "turn", "--turn", "off"], {
        ONECALL_TURN_EXTERNAL: external.replace(SECRETS.ONECALL_TURN_SECRETS, secret),
      });
    const well = await doctor(SECRETS.ONECALL_TURN_SECRETS);
    expect(well.out).toContain(urls[0]);
    expect([well.code, well.err]).toEqual([0, ""]);
    const wrong = await doctor("another-secret-of-this-very-test");
    expect([wrong.code, wrong.out]).toEqual([1, expect.stringMatching(/secret/)]);
    expect(wrong.out).not.toContain("another-secret");
    program.child.kill("SIGINT");
    expect(await program.exit).toBe(0);
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
