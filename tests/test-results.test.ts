import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countCheck, countVitest, lastLine, sum } from "../scripts/test-results.mjs";

const report = (changes: object = {}): string =>
  JSON.stringify({
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
    ...changes,
  });
const brokenFile = { status: "failed", assertionResults: [] };
const failedFile = { status: "failed", assertionResults: [{ status: "passed" }, { status: "failed" }] };
const fileWithFailedHook = { status: "failed", assertionResults: [{ status: "skipped" }] };

describe("a check", () => {
  test("counts as one", () => {
    expect(countCheck(0)).toEqual({ passed: 1, failed: 0, skipped: 0 });
    expect(countCheck(2)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(countCheck(null)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe("a vitest run", () => {
  test("counts its tests", () => {
    const text = report({ numPassedTests: 7, numPendingTests: 1, numTodoTests: 1 });
    expect(countVitest(text, 0)).toEqual({ passed: 7, failed: 0, skipped: 2 });
    const red = report({ numPassedTests: 7, numFailedTests: 1, testResults: [failedFile] });
    expect(countVitest(red, 1)).toEqual({ passed: 7, failed: 1, skipped: 0 });
  });

  test.each([
    ["a file that does not load", report({ numPassedTests: 7, testResults: [brokenFile] }), 1],
    ["a failed hook", report({ numPassedTests: 7, testResults: [fileWithFailedHook] }), 1],
    ["an unhandled error beside green tests", report({ numPassedTests: 7 }), 1],
    ["an end by a signal", report({ numPassedTests: 7 }), null],
  ])("counts %s as one failed", (_, text, exitCode) => {
    expect(countVitest(text, exitCode)).toEqual({ passed: 7, failed: 1, skipped: 0 });
  });

  test("adds broken files to failed tests", () => {
    const text = report({ numFailedTests: 1, testResults: [failedFile, brokenFile, brokenFile] });
    expect(countVitest(text, 1).failed).toBe(3);
  });

  test.each([
    ["no report", undefined],
    ["half a report", report().slice(0, 40)],
    ["another report", "[]"],
    ["negative counts", report({ numPassedTests: -1 })],
    ["a run without any test", report()],
  ])("counts %s as one failed, whatever the exit code", (_, text) => {
    expect(countVitest(text, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(countVitest(text, 1).failed).toBe(1);
  });

  test("is never green after an exit code other than 0", () => {
    fc.assert(
      fc.property(
        fc.option(fc.json(), { nil: undefined }),
        fc.nat(9),
        fc.integer({ min: 1, max: 255 }),
        (text, passed, code) => {
          expect(countVitest(text, code).failed).toBeGreaterThan(0);
          expect(countVitest(report({ numPassedTests: passed }), code).failed).toBeGreaterThan(0);
        },
      ),
    );
  });
});

test("the last line sums up all parts", () => {
  const total = sum([countCheck(0), countCheck(1), { passed: 120, failed: 2, skipped: 1 }]);
  expect(total).toEqual({ passed: 121, failed: 3, skipped: 1 });
  expect(lastLine(total)).toBe("121 passed, 3 failed");
  expect(lastLine(sum([]))).toBe("0 passed, 0 failed");
});
