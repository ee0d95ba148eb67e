import { UsageError } from "./usage.ts";

/** A word: characters outside of quotes, and quoted parts, in any mixture. */
const WORD = /(?:[^\s"']|"[^"]*"|'[^']*')+/y;

/**
 * Splits a line into words as a shell does, with "..." and '...' around what belongs together. A word that begins with # ends
 * the line.
 *
 * @throws UsageError for a quote that does not end
 */
export const split = (line: string): readonly string[] => {
  const words: string[] = [];
  let at = 0;
  for (;;) {
    at += line.slice(at).search(/\S|$/);
    if (at >= line.length || line[at] === "#") return words;
    WORD.lastIndex = at;
    const [word] = WORD.exec(line) ?? [];
    const end = word === undefined ? at : at + word.length;
    if (word === undefined || /["']/.test(line[end] ?? "")) throw new UsageError("A quote does not end.");
    words.push(word.replace(/"([^"]*)"|'([^']*)'/g, (_, double = "", single = "") => double || single));
    at = end;
  }
};
