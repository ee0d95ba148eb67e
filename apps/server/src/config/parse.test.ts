import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { UNLIMITED } from "../limits/rate.ts";
import { StartError } from "../start-error.ts";
import { helpText } from "./help.ts";
import { complete, parseConfig } from "./parse.ts";
import { flagOf, SETTING_NAMES, variableOf } from "./schema.ts";

const file = (text: string): string => {
  const folder = mkdtempSync(join(tmpdir(), "onecall-config-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "onecall.json");
  writeFileSync(path, text);
  return path;
};

const configOf = (args: string[], env: Record<string, string> = {}) => {
  const request = parseConfig(args, env);
  if (request.kind !== "run") throw new Error(request.kind);
  return request.config;
};

const refusal = (args: string[], env: Record<string, string> = {}): string => {
  try {
    parseConfig(args, env);
  } catch (error) {
    if (error instanceof StartError) return error.message;
    throw error;
  }
  throw new Error("was accepted");
};

describe("configuration", () => {
  test("CONFIG: defaults are complete and valid", () => {
    expect(configOf([])).toEqual(complete({}));
    expect(complete({})).toMatchObject({
      port: 7000,
      host: "*",
      origins: [],
      polling: true,
      publicUrl: undefined,
    });
  });

  test("CONFIG: a flag wins over the environment, that over the file, that over the default", () => {
    const path = file('{ "port": 1, "seatGrace": 2, "placeGrace": 3 }');
    const env = { ONECALL_CONFIG: path, ONECALL_PORT: "10", ONECALL_SEAT_GRACE: "20" };
    expect(configOf(["--port=100"], env)).toMatchObject({
      port: 100,
      seatGrace: 20,
      placeGrace: 3,
      knockWait: 600,
    });
    const other = file('{ "port": 4 }');
    expect(configOf(["--config", other], { ONECALL_CONFIG: path })).toMatchObject({
      port: 4,
      seatGrace: 120,
    });
  });

  test.each([
    [["--port", "8000"], { port: 8000 }],
    [["--port=0"], { port: 0 }],
    [["--no-polling"], { polling: false }],
    [["--polling"], { polling: true }],
    [["--polling=false"], { polling: false }],
    [["--public-url", "https://Call.Example.org/"], { publicUrl: "https://call.example.org" }],
    [
      ["--origins", "https://a.example, http://b.example:81"],
      { origins: ["https://a.example", "http://b.example:81"] },
    ],
    [["--trusted-proxies", "10.0.0.0/8,::1"], { trustedProxies: ["10.0.0.0/8", "::1"] }],
    [["--limit-joins", "40:60"], { limitJoins: { burst: 40, perMinute: 60 } }],
    [["--limit-room-knocks-long=30:0.5"], { limitRoomKnocksLong: { burst: 30, perMinute: 0.5 } }],
    [["--limit-joins", "off"], { limitJoins: UNLIMITED }],
    [["--seat-grace", "1.5"], { seatGrace: 1.5 }],
    [["--web-root", "none"], { webRoot: "none" }],
  ])("CONFIG: %j is read", (args, expected) => {
    expect(configOf(args)).toMatchObject(expected);
  });

  test("CONFIG: JSON may use its own numbers, booleans and lists", () => {
    const path = file(
      '{ "port": 8000, "polling": false, "origins": ["https://a.example"], "limitHttp": "1:2" }',
    );
    expect(configOf(["--config", path])).toMatchObject({
      port: 8000,
      polling: false,
      origins: ["https://a.example"],
      limitHttp: { burst: 1, perMinute: 2 },
    });
  });

  test("CONFIG: a variable that is set to nothing is not set; others are none of ours", () => {
    expect(configOf([], { ONECALL_PORT: "", ONECALL_CONFIG: "", PORT: "1", PATH: "/bin" })).toEqual(
      complete({}),
    );
  });

  test.each([
    [["--prot", "8000"], "There is no option --prot. Did you mean --port?"],
    [["--public-ulr=x"], "There is no option --public-ulr. Did you mean --public-url?"],
    [["--no-port"], "There is no option --no-port. Did you mean --port?"],
    [["-p", "80"], /^There is no option -p\. Did you mean --/],
    [["8000"], 'There is no command "8000". Did you mean "turn"? Options start with --, like --port 8000.'],
    [
      ["--port", "8000", "8001"],
      "There is a word too many behind an option: options start with --, like --port 8000, and values with spaces stand in quotes.",
    ],
    [["--port"], "--port needs a value."],
    [["--port="], "--port needs a value."],
    [["--config"], "--config needs a value."],
    [["--port", "http"], '--port must be a whole number from 0 to 65535, not "http".'],
    [["--port", "65536"], '--port must be a whole number from 0 to 65535, not "65536".'],
    [["--port", "-1"], /--port must be a whole number|--port needs a value/],
    [["--port", "1e3"], '--port must be a whole number from 0 to 65535, not "1e3".'],
    [["--polling=maybe"], '--polling must be true or false, not "maybe".'],
    [["--public-url", "call.example.org"], /^--public-url must be an address like https:\/\//],
    [["--public-url", "https://call.example.org/c/"], /without a path/],
    [["--origins", "*"], /^--origins must be addresses like/],
    [["--trusted-proxies", "10.0.0.0/33"], /^--trusted-proxies must be addresses or networks/],
    [["--limit-joins", "many"], '--limit-joins must be burst:per-minute like 40:60, or off, not "many".'],
    [["--log-level", "loud"], /^--log-level must be one of silent, error, warn, info, debug/],
  ])("CONFIG: %j is refused in one sentence", (args, sentence) => {
    const message = refusal(args);
    if (typeof sentence === "string") expect(message).toBe(sentence);
    else expect(message).toMatch(sentence);
    expect(message).not.toContain("\n");
  });

  test("CONFIG: variables and keys are refused by their own names", () => {
    expect(refusal([], { ONECALL_PROT: "1" })).toBe(
      "There is no setting ONECALL_PROT. Did you mean ONECALL_PORT?",
    );
    expect(refusal([], { ONECALL_PORT: "x" })).toBe(
      'ONECALL_PORT must be a whole number from 0 to 65535, not "x".',
    );
    const unknown = file('{ "publicURL": "https://a.example" }');
    expect(refusal(["--config", unknown])).toMatch(
      /has no setting "publicURL"\. Did you mean "publicUrl"\?$/,
    );
    const wrong = file('{ "port": "http" }');
    expect(refusal(["--config", wrong])).toMatch(
      /^"port" in ".*" must be a whole number from 0 to 65535, not "http"\.$/,
    );
    const proto = file('{ "__proto__": { "port": 1 } }');
    expect(refusal(["--config", proto])).toMatch(/has no setting "__proto__"/);
  });

  test.each([
    ["no file", "/nowhere/onecall.json", /can not be read \(ENOENT\)\.$/],
    ["a folder", tmpdir(), /can not be read \(EISDIR\)\.$/],
  ])("CONFIG: %s is said in one sentence", (_, path, sentence) => {
    expect(refusal(["--config", path])).toMatch(sentence);
  });

  test.each(["{ port: 1 }", "", "[1]", "7", "null"])("CONFIG: a file that holds %j is refused", (text) => {
    expect(refusal(["--config", file(text)])).toMatch(
      /^The configuration file ".*" (is not valid JSON|must hold one)/,
    );
  });

  test("CONFIG: help and version win over everything behind them", () => {
    expect(parseConfig(["--help", "--nonsense"], {})).toEqual({ kind: "help" });
    expect(parseConfig(["-h"], {})).toEqual({ kind: "help" });
    expect(parseConfig(["-v"], {})).toEqual({ kind: "version" });
  });

  test("CONFIG: --help names every setting, its flag's variable and its default", () => {
    for (const name of SETTING_NAMES) {
      expect(helpText()).toContain(`--${flagOf(name)}`);
      expect(variableOf(name)).toMatch(/^ONECALL_[A-Z_]+$/);
    }
    expect(helpText()).toContain("[7000]");
  });

  test("CONFIG: any arguments and variables give a configuration or one sentence", () => {
    const words = fc.oneof(
      fc.string(),
      fc.constantFrom(...SETTING_NAMES.map((name) => `--${flagOf(name)}`), "--", "-"),
    );
    const variables = fc.dictionary(fc.constantFrom(...SETTING_NAMES.map(variableOf)), fc.string());
    fc.assert(
      fc.property(fc.array(words), variables, (args, env) => {
        try {
          parseConfig(args, env);
        } catch (error) {
          expect(error).toBeInstanceOf(StartError);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
