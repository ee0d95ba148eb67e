import { readdirSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { netlab, OpenLab } from "../../testing/command.ts";
import { run } from "../command.ts";
import { Lab } from "../lab.ts";
import { pidOf } from "../owner.ts";

// Every command is a process that translates its source first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "onecall-netlab-test-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

const namespacesOf = (pid: number | undefined) =>
  readdirSync("/run/netns").filter((name) => pidOf(name) === pid);

const write = async (name: string, text: string) => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};

describe("a lab by hand", () => {
  test("is made by commands of the standard input, and gone when that ends", async () => {
    const lines = ["add server --no-line", "add ada --nat symmetric", "domain call.example server"];
    const changes = ["rate ada 250kbit/s", "loss ada 5% burst 8 up", "cut ada down", "list"];
    const { code, out, error } = await netlab([], [...lines, ...changes, ""].join("\n"));
    expect([error, code]).toEqual(["", 0]);
    const table = out.split("\n").slice(-4);
    expect(table[0]).toMatch(/^HOST +ADDRESSES +SEEN AS +GATEWAY +LINE$/);
    expect(table[1]).toMatch(
      /^server +203\.0\.113\.2 2001:db8:1::2 +203\.0\.113\.2 2001:db8:1::2 +none +none$/,
    );
    expect(table[2]).toMatch(
      /^ada +192\.168\.1\.2 2001:db8:101::2 +203\.0\.113\.10 2001:db8:101::2 +symmetric +cut-down; up: rate 250kbit\/s, loss 5% burst 8; down: rate 250kbit\/s$/,
    );
    expect(namespacesOf(Number(/Lab (\d+) is open/.exec(out)?.[1]))).toEqual([]);
  });

  test("is changed from other terminals while programs run in it", async () => {
    const file = await write(
      "lab.txt",
      "# two hosts\nadd server\n\nadd ada --nat full-cone # behind a NAT\n",
    );
    await using lab = await OpenLab.open(file, "--keep");
    lab.child.stdin?.end();
    const [list, other, counts, captured, ran, lost] = await Promise.all([
      lab.do("delay", "ada", "80ms"),
      lab.do("firewall", "ada", "no-udp"),
      lab.do("counts", "server"),
      lab.do("capture", "internet", join(folder, "all.pcap")),
      lab.do("run", "ada", "sh", "-c", "ip -br address show dev eth0; exit 7"),
      lab.do("run", "ada", "no-such-program"),
    ]);
    expect(list.out).toBe("ada: delay 80ms\n");
    expect(other.out).toBe("ada: full-cone, no-udp\n");
    expect(counts.out).toMatch(/^ +UP +DOWN\ncame in +\d+ +\d+\n/);
    expect(captured.code).toBe(0);
    // Version 2 of the format, as libpcap of this machine's byte order begins.
    expect((await readFile(join(folder, "all.pcap"))).subarray(0, 6)).toEqual(
      Buffer.from([0xd4, 0xc3, 0xb2, 0xa1, 2, 0]),
    );
    expect(ran.out).toContain("192.168.1.2/24");
    expect(ran.code).toBe(7);
    expect(lost.code).not.toBe(0);
    expect(lost.error).toContain("no-such-program");
    const moved = await lab.do("move", "ada", "--nat", "symmetric");
    expect(moved.out).toMatch(/192\.168\.2\.2 .*symmetric +delay 80ms\n$/);
    expect((await lab.do("unplug", "ada")).out).toBe("ada: unplugged; delay 80ms\n");
    expect((await lab.do("close")).code).toBe(0);
    // It was gone before close said that it is done.
    expect(namespacesOf(lab.child.pid)).toEqual([]);
    expect(await lab.ended).toEqual([0, null]);
  });

  test("starts programs beside its prompt, and says how they ended", async () => {
    await using lab = await OpenLab.open(await write("one.txt", "add ada\n"));
    const { stdin, stdout } = lab.child;
    if (!stdin || !stdout) throw new Error("a command has standard streams");
    let said = "";
    stdout.on("data", (part) => {
      said += part;
    });
    stdin.write("run ada sh -c 'echo from ada; exit 3'\n");
    await vi.waitFor(() => expect(said).toContain("sh ended with 3."), 10_000);
    expect(said).toContain("from ada\n");
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s removes it", async (signal, code) => {
    await using lab = await OpenLab.open(await write("one.txt", "add ada --nat symmetric\n"));
    expect(namespacesOf(lab.child.pid)).toHaveLength(3);
    lab.child.kill(signal);
    expect(await lab.ended).toEqual([code, null]);
    expect(namespacesOf(lab.child.pid)).toEqual([]);
  });

  test("after SIGKILL the next lab removes what is left, and no command finds it", async () => {
    await using lab = await OpenLab.open(await write("one.txt", "add ada --nat symmetric\n"));
    lab.child.kill("SIGKILL");
    await lab.ended;
    expect(namespacesOf(lab.child.pid)).toHaveLength(3);
    expect((await lab.do("list")).error).toBe("No lab with this number is open.\n");
    await using _ = await Lab.open();
    expect(namespacesOf(lab.child.pid)).toEqual([]);
  });
});

describe("what is wrong is said in one sentence", () => {
  test.each([
    [["delay", "ada", "-1ms"], '"-1ms" is not like 80ms or 1.5s. Usage: delay HOST TIME [up|down]'],
    [["open", "no-such-file"], /no-such-file can not be read \(ENOENT/],
  ])("wrong words, with exit code 2: %j", async (args, sentence) => {
    const { code, out, error } = await netlab(args);
    expect(error.trimEnd()).toMatch(sentence);
    expect(error.trimEnd().split("\n")).toHaveLength(1);
    expect([code, out]).toEqual([2, ""]);
  });

  test("a wrong line of a file, before anything is made of it", async () => {
    const file = await write("wrong.txt", "add ada\nrate ada fast\n");
    const { code, out, error } = await netlab(["open", file]);
    expect(error).toContain(`Line 2 of ${file}: "fast" is not like 250kbit/s`);
    expect([code, out]).toEqual([2, ""]);
  });

  test("what can not be done in this lab: exit code 2, and a script ends there", async () => {
    await using lab = await OpenLab.open(await write("plain.txt", "add server --no-line\n"));
    const tries = [
      ["cut zoe", 'There is no host "zoe"; list shows them.'],
      ["add server", "server: A name has 1 to 32 lower-case letters, digits or dashes and is not taken."],
      ["cut server", "server was connected with --no-line: there is no line to change."],
      ["firewall server no-udp", "This host is at the internet itself."],
    ] as const;
    for (const [line, sentence] of tries) {
      const { code, out, error } = await lab.do(...line.split(" "));
      expect(error).toContain(sentence);
      expect([code, out]).toEqual([2, ""]);
    }
    lab.child.stdin?.write("add ada\nloss ada 99% burst 2\nadd never\n");
    expect(await lab.ended).toEqual([2, null]);
    expect(await lab.error).toMatch(/^loss has to be 0 to 1, or bursts .*\n$/);
  });

  test("a machine without the programs, one without TUN", async () => {
    const [command, opening] = await Promise.all([
      netlab(["list"], "", { env: { ...process.env, PATH: "" } }),
      netlab([], "", { env: { ...process.env, PATH: "" } }),
    ]);
    for (const { code, error } of [command, opening]) {
      expect(error).toMatch(/^ip: This program is needed and not installed\. On Debian: apt-get install /);
      expect(code).toBe(1);
    }
    const tun = new URL("../line/tun.ts", import.meta.url).href;
    const check = `import("${tun}").then(({ checkTun }) => checkTun()).catch((error) => console.log(error.message))`;
    const hidden = `mount -t tmpfs none /dev/net && exec '${process.execPath}' --import tsx -e '${check}'`;
    expect(await run("unshare", ["--mount", "sh", "-c", hidden])).toContain("needs the device /dev/net/tun");
  });
});

test("--help names every command", async () => {
  const { code, out } = await netlab(["--help"]);
  expect(out).toContain("loss HOST SHARE [burst LENGTH] [up|down]");
  expect(code).toBe(0);
});
