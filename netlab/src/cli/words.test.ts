import { expect, test } from "vitest";
import { split } from "./words.ts";

test.each([
  ["", []],
  ["  list ", ["list"]],
  ["run ada sh -c 'exit 7'", ["run", "ada", "sh", "-c", "exit 7"]],
  ['run ada echo "it\'s" a"b c"d', ["run", "ada", "echo", "it's", "ab cd"]],
  ["run ada echo '' \"\"", ["run", "ada", "echo", "", ""]],
  ["list # all of them", ["list"]],
  ["# 'nothing", []],
  ["run ada curl http://call.example/#part", ["run", "ada", "curl", "http://call.example/#part"]],
])("%j is split as a shell does", (line, words) => {
  expect(split(line)).toEqual(words);
});

test.each(["'", 'a "b', "a'b c"])("%j: a quote that does not end is told", (line) => {
  expect(() => split(line)).toThrow("A quote does not end.");
});
