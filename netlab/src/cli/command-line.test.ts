import { expect, test } from "vitest";
import { parseCommandLine } from "./command-line.ts";

test.each([
  [[], { kind: "open", file: undefined, keep: false }],
  [["open"], { kind: "open", file: undefined, keep: false }],
  [["open", "lab.txt", "--keep"], { kind: "open", file: "lab.txt", keep: true }],
  [["open", "--keep"], { kind: "open", file: undefined, keep: true }],
  [["--help"], { kind: "help" }],
  [["-h", "cut"], { kind: "help" }],
  [["help"], { kind: "help" }],
  [["open", "--help"], { kind: "help" }],
  [["cut", "ada"], { kind: "remote", words: ["cut", "ada"], lab: undefined }],
  [["--lab", "7", "cut", "ada"], { kind: "remote", words: ["cut", "ada"], lab: 7 }],
  [["--lab=7", "list"], { kind: "remote", words: ["list"], lab: 7 }],
  [
    ["run", "ada", "ls", "--lab", "-h"],
    { kind: "remote", words: ["run", "ada", "ls", "--lab", "-h"], lab: undefined },
  ],
])("%j", (args, parsed) => {
  expect(parseCommandLine(args)).toEqual(parsed);
});

test.each([
  [["--fast"], "Unknown option '--fast'; --help says what there is."],
  [["--lab"], "Option '--lab <value>' argument missing; --help says what there is."],
  [["--lab", "x", "list"], '"x" is no number of a lab.'],
  [["--lab", "7"], "--lab is for a command to a lab that is open already."],
  [["--lab", "7", "open"], "--lab is for a command to a lab that is open already."],
  [["open", "a", "b"], '"b" is too much.'],
  [["open", "--fast"], "Unknown option '--fast'"],
])("%j is refused: %s", (args, sentence) => {
  expect(() => parseCommandLine(args)).toThrow(sentence);
});
