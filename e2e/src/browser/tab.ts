import type { ConsoleMessage, KeyInput, Page } from "puppeteer-core";
import { until } from "../until.ts";
import { installRecorder } from "./recorder.ts";

/** Values of data-call-state on the document element. */
export type ScreenState =
  | "home"
  | "lobby"
  | "waiting"
  | "asking"
  | "connecting"
  | "in-call"
  | "reconnecting"
  | "lost"
  | "ended";

/** A control by its test id, or a button or link by the words a screen reader says for it. */
export type Control = string | { readonly named: RegExp };

/** Where the middle of a control is, or why it can not be pressed. */
type Target = { readonly x: number; readonly y: number } | { readonly obstacle: string };

const css = (testId: string): string => `[data-testid="${testId}"]`;

const inWords = (control: Control): string =>
  typeof control === "string" ? control : `the button ${control.named}`;

/** {@link aim}'s argument: a selector, and the name wanted of what it finds. */
const searchFor = (control: Control): { selector: string; name?: [source: string, flags: string] } =>
  typeof control === "string"
    ? { selector: css(control) }
    : {
        selector: "button, a[href], [role=button], [role=menuitem], summary",
        name: [control.named.source, control.named.flags],
      };

/** Runs in the page: finds the middle of the control if a person could press it there. */
const aim = ({ selector, name }: ReturnType<typeof searchFor>): Target => {
  const wanted = name && new RegExp(...name);
  const all = [...document.querySelectorAll<HTMLElement>(selector)].filter(
    (one) =>
      one.checkVisibility() &&
      (!wanted || wanted.test(one.getAttribute("aria-label") ?? one.innerText.trim())),
  );
  const [control, second] = all;
  if (!control) return { obstacle: "not visible" };
  if (second) return { obstacle: `${all.length} of them are visible` };
  if (control.matches(":disabled, [aria-disabled=true]")) return { obstacle: "disabled" };
  control.scrollIntoView({ block: "nearest", behavior: "instant" });
  const moves = document.getAnimations().some(({ effect }) => {
    if (!(effect instanceof KeyframeEffect) || effect.getComputedTiming().iterations === Infinity)
      return false;
    return effect.target?.contains(control);
  });
  if (moves) return { obstacle: "still moving" };
  const box = control.getBoundingClientRect();
  const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const top = document.elementFromPoint(point.x, point.y);
  if (top && (control.contains(top) || control.closest("label")?.contains(top))) return point;
  return { obstacle: `covered by <${top?.tagName.toLowerCase()} class="${top?.className}">` };
};

/** One page of a person, in either browser. */
export class Tab {
  /** Uncaught errors, console errors and refusals of the content security policy, oldest first. */
  readonly problems: string[] = [];
  readonly page: Page;
  readonly #label: string;

  private constructor(page: Page, label: string) {
    this.page = page;
    this.#label = label;
    page.on("pageerror", (error) => this.problems.push(`page error: ${String(error)}`));
    page.on("error", (error) => this.problems.push(`crash: ${error.message}`));
    page.on("console", (message) => this.#note(message));
  }

  /**
   * @param label who it is, for messages and file names
   * @param scripts run in every document behind the recorder
   */
  static async on(page: Page, label: string, ...scripts: readonly (() => void)[]): Promise<Tab> {
    const tab = new Tab(page, label);
    for (const script of [installRecorder, ...scripts]) await page.evaluateOnNewDocument(script);
    return tab;
  }

  get label(): string {
    return this.#label;
  }

  #note(message: ConsoleMessage): void {
    if (message.type() === "error")
      this.problems.push(`console: ${message.text()} ${message.location().url ?? ""}`);
  }

  async goto(url: string): Promise<void> {
    await this.page.goto(url, { waitUntil: "domcontentloaded" });
  }

  async reload(): Promise<void> {
    await this.page.reload({ waitUntil: "domcontentloaded" });
  }

  /** Presses a control with the mouse as soon as a person could: visible, enabled, at rest, covered by nothing. */
  async click(control: Control): Promise<void> {
    let obstacle = "";
    const point = await until(
      `${this.#label}: ${inWords(control)} can be pressed`,
      async () => {
        const target = await this.#lookInto(aim, searchFor(control));
        if (target && "obstacle" in target) obstacle = target.obstacle;
        return target && "x" in target && target;
      },
      { explain: async () => `It is ${obstacle}. ${await this.describe()}` },
    );
    await this.page.mouse.click(point.x, point.y);
  }

  /** Replaces what a text field holds by typing. */
  async fill(testId: string, text: string): Promise<void> {
    await this.click(testId);
    await this.page.$eval(css(testId), (field) => {
      if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.select();
    });
    await this.page.keyboard.type(text);
  }

  async press(key: KeyInput): Promise<void> {
    await this.page.keyboard.press(key);
  }

  /** Waits for a control and gives its value, or its text with single spaces. */
  async text(testId: string): Promise<string> {
    return await this.waitFor(
      `${testId} has a text`,
      (selector) => {
        const element = document.querySelector<HTMLElement>(selector);
        if (!element?.checkVisibility()) return undefined;
        const text = element instanceof HTMLInputElement ? element.value : element.innerText;
        return text.replace(/\s+/g, " ").trim() || undefined;
      },
      css(testId),
    );
  }

  /** Waits until a control shows `wanted` in its text. */
  async waitForText(testId: string, wanted: string): Promise<void> {
    await this.waitFor(
      `${testId} shows "${wanted}"`,
      ([selector, text]) => {
        const element = document.querySelector<HTMLElement>(selector);
        // Names stand between invisible marks that keep right-to-left text apart.
        const shown = element?.innerText.replace(/[\u2066-\u2069]/g, "");
        return Boolean(element?.checkVisibility() && shown?.includes(text));
      },
      [css(testId), wanted] as const,
    );
  }

  /** Waits until the words are anywhere on the screen; upper and lower case are the same. */
  async waitForWords(words: RegExp): Promise<void> {
    await this.waitFor(
      `the screen says ${words}`,
      ([source, flags]) =>
        new RegExp(source, flags).test(document.body.innerText.replace(/[\u2066-\u2069]/g, "")),
      [words.source, words.flags] as const,
    );
  }

  /** Waits until the control is there and visible. */
  async waitForVisible(testId: string): Promise<void> {
    await this.waitFor(
      `${testId} is visible`,
      (selector) => Boolean(document.querySelector(selector)?.checkVisibility()),
      css(testId),
    );
  }

  /** Waits until no such control is visible. */
  async waitForGone(testId: string): Promise<void> {
    await this.waitFor(
      `${testId} is gone`,
      (selector) => !document.querySelector(selector)?.checkVisibility(),
      css(testId),
    );
  }

  /** Whether the control is visible right now. */
  async sees(testId: string): Promise<boolean> {
    return await this.evaluate(
      (selector) => Boolean(document.querySelector(selector)?.checkVisibility()),
      css(testId),
    );
  }

  /** Waits until an attribute of a control has a value. */
  async waitForAttribute(testId: string, name: string, value: string): Promise<void> {
    await this.waitFor(
      `${testId} has ${name}="${value}"`,
      ([selector, attribute, wanted]) => document.querySelector(selector)?.getAttribute(attribute) === wanted,
      [css(testId), name, value] as const,
    );
  }

  /** Waits until the document element says the call is in this state. */
  async waitForState(state: ScreenState, limit?: number): Promise<void> {
    await this.waitFor(
      `state ${state}`,
      (wanted) => document.documentElement.getAttribute("data-call-state") === wanted,
      state,
      limit,
    );
  }

  /** Every state the screen went through since the page was loaded. */
  async states(): Promise<readonly string[]> {
    return await this.evaluate(() => window.recorder.states);
  }

  /** Waits until `look`, run in the page, gives something other than false or undefined. */
  async waitFor<T, A>(
    what: string,
    look: (argument: A) => T | false | undefined | Promise<T | false | undefined>,
    argument: A,
    limit?: number,
  ): Promise<T> {
    return await until(`${this.#label}: ${what}`, () => this.#lookInto(look, argument), {
      ...(limit === undefined ? {} : { limit }),
      explain: () => this.describe(),
    });
  }

  /** A page on its way to another document has nothing to look at: the next look will. */
  async #lookInto<T, A>(look: (argument: A) => T, argument: A): Promise<Awaited<T> | undefined> {
    try {
      return await this.evaluate(look, argument);
    } catch (error) {
      if (error instanceof Error && /context|navigat|realm|frame/i.test(error.message)) return undefined;
      throw error;
    }
  }

  /** Runs a function in the page; it must refer to nothing outside itself. Argument and result travel as JSON. */
  async evaluate<T>(run: () => T): Promise<Awaited<T>>;
  async evaluate<T, A>(run: (argument: A) => T, argument: A): Promise<Awaited<T>>;
  async evaluate<T, A>(run: (argument: A) => T, argument?: A): Promise<Awaited<T>> {
    const json = await this.page.evaluate(
      `(async () => JSON.stringify(await (${run.toString()})(${JSON.stringify(argument)})))()`,
    );
    // Only the text of `run` reaches the page, so nothing but `run` itself knows what comes back.
    return (typeof json === "string" ? JSON.parse(json) : undefined) as Awaited<T>;
  }

  /** Writes a PNG picture of what the person sees. @param file path without `.png` */
  async screenshot(file: string): Promise<void> {
    await this.page.screenshot({ path: `${file}.png` });
  }

  async close(): Promise<void> {
    await this.page.close();
  }

  /** Where the page stands, in words, for messages of failed tests. */
  async describe(): Promise<string> {
    const seen = await this.evaluate(() => ({
      state: document.documentElement.getAttribute("data-call-state"),
      went: window.recorder.states.join(" > "),
      text: document.body.innerText.replace(/\s+/g, " ").slice(0, 400),
    })).catch((error: unknown) => ({ state: "unknown", went: String(error), text: "" }));
    return [
      `${this.#label} is in state ${seen.state} (${seen.went})`,
      `and shows "${seen.text}"`,
      ...this.problems,
    ].join("\n  ");
  }
}
