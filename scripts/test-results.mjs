// Pure: what the parts of `npm test` count for, and its last line.

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/** A check that only says yes or no counts as one. @param {number | null} exitCode null: ended by a signal @returns {Count} */
export function countCheck(exitCode) {
  return exitCode === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/**
 * A vitest run counts its tests; whatever went wrong outside of a test (a file that does not load, a hook, an unhandled
 * error, a crash, no test found at all) counts as a failed one, so that nothing red ever sums up to green.
 *
 * @param {string | undefined} report what vitest's json reporter wrote, undefined when it wrote nothing
 * @param {number | null} exitCode null: ended by a signal
 * @returns {Count}
 */
export function countVitest(report, exitCode) {
  const result = parse(report);
  if (result === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const brokenFiles = result.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  ).length;
  const passed = result.numPassedTests;
  const failed = result.numFailedTests + brokenFiles;
  const silentlyRed = failed === 0 && (exitCode !== 0 || passed === 0);
  return { passed, failed: silentlyRed ? 1 : failed, skipped: result.numPendingTests + result.numTodoTests };
}

/** @param {readonly Count[]} counts @returns {Count} */
export function sum(counts) {
  return counts.reduce(
    (total, count) => ({
      passed: total.passed + count.passed,
      failed: total.failed + count.failed,
      skipped: total.skipped + count.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** @param {Count} total @returns {string} */
export function lastLine({ passed, failed }) {
  return `${passed} passed, ${failed} failed`;
}

/**
 * @typedef {{
 *   numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   testResults: readonly { status: string, assertionResults: readonly { status: string }[] }[],
 * }} VitestReport
 */

/** @param {string | undefined} report @returns {VitestReport | undefined} */
function parse(report) {
  if (report === undefined) return undefined;
  try {
    const value = JSON.parse(report);
    const counts = [value.numPassedTests, value.numFailedTests, value.numPendingTests, value.numTodoTests];
    const sane =
      counts.every((count) => Number.isInteger(count) && count >= 0) && Array.isArray(value.testResults);
    return sane ? value : undefined;
  } catch {
    return undefined;
  }
}
