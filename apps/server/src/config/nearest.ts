/** Edits (insert, delete, replace) from one word to the other. */
const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (const [i, character] of [...from].entries()) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const replaced = (row[j] ?? 0) + (character === to[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
};

/** The name that was most likely meant, for "did you mean ...?". */
export const nearest = (name: string, names: readonly string[]): string =>
  names.reduce((best, candidate) => (distance(name, candidate) < distance(name, best) ? candidate : best));
