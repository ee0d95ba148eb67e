import { expect, test } from "vitest";
import { createPanels } from "./panels.ts";

const stageWith = (...buttons: string[]): HTMLElement => {
  const stage = document.createElement("div");
  for (const attribute of buttons) {
    const button = document.createElement("button");
    const [name = "", value = ""] = attribute.split("=");
    button.setAttribute(name, value);
    stage.append(button);
  }
  document.body.append(stage);
  return stage;
};

test("a press opens a panel, the next one closes it", () => {
  const panels = createPanels(() => null);
  panels.toggle("check");
  expect(panels.open.value).toBe("check");
  panels.toggle("check");
  expect(panels.open.value).toBeUndefined();
});

test("the focus goes back to the button of the panel, or to More", () => {
  const stage = stageWith("data-testid=more", "aria-controls=check-panel");
  const panels = createPanels(() => stage);
  panels.show("check");
  panels.close();
  expect(document.activeElement?.getAttribute("aria-controls")).toBe("check-panel");
  document.activeElement?.remove();
  panels.show("check");
  panels.close();
  expect(document.activeElement?.getAttribute("data-testid")).toBe("more");
  stage.remove();
});

test("closing where nothing is open leaves the focus alone", () => {
  const stage = stageWith("data-testid=more");
  createPanels(() => stage).close();
  expect(document.activeElement).toBe(document.body);
  stage.remove();
});
