/** A failure a person can act on: the message is one sentence, `output` is what the failed command had printed. */
export class StepError extends Error {
  /**
   * @param {string} message
   * @param {string} [output]
   */
  constructor(message, output = "") {
    super(message);
    this.name = "StepError";
    this.output = output;
  }
}

/** One line of progress, on stderr: stdout belongs to the server and the tests. @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Prints what went wrong and ends the process with code 1. @param {unknown} error @returns {never} */
export function fail(error) {
  if (!(error instanceof StepError)) throw error;
  if (error.output !== "") say(error.output.trimEnd());
  say(error.message);
  process.exit(1);
}
