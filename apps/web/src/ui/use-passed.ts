import { useEffect, useState } from "preact/hooks";

/** How many of `marks` (seconds, ascending) have passed since `since` (ms since the epoch); renders anew at each. */
export const usePassed = (since: number, marks: readonly number[]): number => {
  const [, render] = useState(0);
  const elapsed = Date.now() - since;
  const passed = marks.filter((mark) => elapsed >= mark * 1000).length;
  const next = marks[passed];
  useEffect(() => {
    if (next === undefined) return;
    const timer = setTimeout(() => render((n) => n + 1), Math.max(0, since + next * 1000 - Date.now()));
    return () => clearTimeout(timer);
  }, [since, next]);
  return passed;
};
