import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { read } from "./actions.ts";
import { COMMANDS, UsageError } from "./usage.ts";
import { split } from "./words.ts";

describe("a command", () => {
  test.each([
    ["add ada", { action: "add", host: "ada", connection: { line: {} } }],
    [
      "add ada --nat symmetric --firewall only-tls:443 --ipv4",
      {
        action: "add",
        host: "ada",
        connection: {
          families: ["ipv4"],
          nat: "symmetric",
          firewall: { kind: "only-tls", port: 443 },
          line: {},
        },
      },
    ],
    ["add server --no-line", { action: "add", host: "server", connection: {} }],
    ["add ada --ipv4 --ipv6", { action: "add", host: "ada", connection: { line: {} } }],
    ["move ada", { action: "move", host: "ada", connection: undefined }],
    ["move ada --nat full-cone", { action: "move", host: "ada", connection: { nat: "full-cone", line: {} } }],
    ["domain call.example server", { action: "domain", domain: "call.example", host: "server" }],
    [
      "run ada chromium --no-sandbox",
      { action: "run", host: "ada", program: "chromium", args: ["--no-sandbox"] },
    ],
    ["delay ada 80ms", { action: "set", host: "ada", settings: { delay: 80 } }],
    ["delay ada 1.5s up", { action: "set", host: "ada", settings: { up: { delay: 1500 } } }],
    ["jitter ada 10ms down", { action: "set", host: "ada", settings: { down: { jitter: 10 } } }],
    ["queue ada 0ms", { action: "set", host: "ada", settings: { queue: 0 } }],
    ["loss ada 5%", { action: "set", host: "ada", settings: { loss: 0.05 } }],
    [
      "loss ada 5% burst 8 up",
      { action: "set", host: "ada", settings: { up: { loss: { kind: "burst", ratio: 0.05, length: 8 } } } },
    ],
    ["reorder ada 1%", { action: "set", host: "ada", settings: { reorder: 0.01 } }],
    ["duplicate ada 100%", { action: "set", host: "ada", settings: { duplicate: 1 } }],
    ["rate ada 250kbit/s", { action: "set", host: "ada", settings: { rate: 250_000 } }],
    ["rate ada 2.5Mbit/s", { action: "set", host: "ada", settings: { rate: 2_500_000 } }],
    [
      "rate ada unlimited up",
      { action: "set", host: "ada", settings: { up: { rate: Number.POSITIVE_INFINITY } } },
    ],
    ["seed ada 42", { action: "set", host: "ada", settings: { seed: 42 } }],
    ["cut ada", { action: "cut", host: "ada", way: "both" }],
    ["cut ada up", { action: "cut", host: "ada", way: "up" }],
    ["heal ada", { action: "heal", host: "ada" }],
    ["unplug ada", { action: "unplug", host: "ada" }],
    ["plug ada", { action: "plug", host: "ada" }],
    ["counts ada", { action: "counts", host: "ada" }],
    ["firewall ada none", { action: "firewall", host: "ada", firewall: undefined }],
    ["firewall ada no-udp", { action: "firewall", host: "ada", firewall: { kind: "no-udp" } }],
    ["capture internet all.pcap", { action: "capture", place: "internet", file: "all.pcap" }],
    ["list", { action: "list" }],
    ["help", { action: "help" }],
    ["close", { action: "close" }],
  ])("%s", (line, action) => {
    expect(read(split(line))).toEqual(action);
  });

  test.each([
    ["", "no command"],
    ["fly ada", '"fly" is no command; help lists them.'],
    ["constructor", "is no command"],
    ["add", "A host is missing. Usage: add HOST"],
    ["add ada bob", '"bob" is too much.'],
    ["add ada --nat", "Option '--nat <value>' argument missing."],
    ["add ada --nat cone", '"cone" is no NAT: full-cone, port-restricted, symmetric.'],
    ["add ada --firewall only-tcp", "is no firewall"],
    ["add ada --firewall only-tcp:0", "is no firewall"],
    ["add ada --firewall only-tcp:65536", "is no firewall"],
    ["add ada --speed 3", "Unknown option '--speed'."],
    ["add ada --ipv4=yes", "Option '--ipv4' does not take an argument."],
    ["delay ada", "A time is missing. Usage: delay HOST TIME [up|down]"],
    ["delay ada 80", '"80" is not like 80ms or 1.5s.'],
    ["delay ada -80ms", '"-80ms" is not like'],
    ["delay ada 80m", '"80m" is not like'],
    ["delay ada 80ms sideways", '"sideways" is too much.'],
    ["delay ada 99999999999999ms", "is not like"],
    ["loss ada 5", '"5" is not like 5%.'],
    ["loss ada 101%", '"101%" is more than everything.'],
    ["loss ada 5% bursts 8", '"bursts" is neither burst nor up nor down.'],
    ["loss ada 5% burst", "A length of bursts is missing."],
    ["loss ada 5% burst -8", '"-8" is no number of packets.'],
    ["rate ada 250", '"250" is not like 250kbit/s, 2.5mbit/s or unlimited.'],
    ["rate ada 250kB/s", "is not like"],
    ["rate ada -1kbit/s", "is not like"],
    ["seed ada x", '"x" is no number.'],
    ["cut", "A host is missing."],
    ["cut ada left", '"left" is too much.'],
    ["run ada", "A program is missing."],
    ["firewall ada", "A firewall is missing."],
    ["list all", '"all" is too much. Usage: list'],
    ["capture ada", "A file is missing."],
  ])("%j is refused: %s", (line, sentence) => {
    const refused = expect(() => read(split(line)));
    refused.toThrow(UsageError);
    refused.toThrow(sentence);
  });

  test("whatever is typed is either understood or refused in one sentence", () => {
    const word = fc.oneof(
      fc.constantFrom(
        ...Object.keys(COMMANDS),
        "ada",
        "up",
        "burst",
        "5%",
        "80ms",
        "--nat",
        "--",
        "-x",
        "--ipv4",
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (words) => {
        try {
          read(words);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
