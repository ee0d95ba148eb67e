import axe, { type AxeResults } from "axe-core";
import type { Tab } from "./tab.ts";

declare global {
  interface Window {
    axe: typeof axe;
  }
}

/** WCAG 2.2 level A and AA, and axe's own good practice. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds wrong on the screen as it is now: one line for each element. */
export const accessibilityFaults = async (tab: Tab): Promise<string[]> => {
  await tab.page.evaluate(axe.source);
  const results = await tab.evaluate(
    async (rules): Promise<AxeResults> =>
      await window.axe.run(document, { runOnly: rules, resultTypes: ["violations"] }),
    RULES,
  );
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(" ")} ${failureSummary ?? ""}`),
  );
};
