/** @jsxImportSource preact */
import { beforeEach, describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { createPreferences } from "../../preferences/preferences.ts";
import { LINK } from "../../testing/fake-call.ts";
import { show } from "../../testing/show.ts";
import { Home } from "./home.tsx";
import { NotSupported } from "./not-supported.tsx";

let done: string[] = [];
const controller = {
  startCall: async () => void done.push("start"),
  openLink: async (link: string) => void done.push(link),
  openRoom: async (handle: string) => void done.push(handle),
  preferences: createPreferences(undefined, undefined),
  base: new URL("/", location.origin),
};
const field = () => page.getByRole("textbox", { name: "Have a link?" });
beforeEach(() => {
  done = [];
});

describe("Home", () => {
  it("starts a call with one click, once", async () => {
    show(<Home controller={controller} />);
    const start = page.getByTestId("start-call");
    await expect.element(start).toHaveTextContent("Start a call");
    await userEvent.dblClick(start);
    expect(done).toEqual(["start"]);
    await expect.element(start).toHaveAttribute("aria-disabled", "true");
  });
  it("opens a pasted link with Enter", async () => {
    show(<Home controller={controller} />);
    const link = `${location.origin}/c/${LINK.slice(-45)}`;
    await userEvent.fill(field(), link);
    await userEvent.keyboard("{Enter}");
    expect(done).toEqual([link]);
  });
  it("says what is wrong with a link, at the field, until it is changed", async () => {
    show(<Home controller={controller} />);
    await userEvent.fill(field(), "https://news.example/story");
    await userEvent.click(page.getByTestId("open-link"));
    await expect.element(page.getByRole("alert")).toHaveTextContent("This is not a call link");
    await expect.element(field()).toHaveAttribute("aria-invalid", "true");
    await expect.element(field()).toHaveAccessibleDescription(/This is not a call link/);
    await expect.element(field()).toHaveFocus();
    await userEvent.fill(field(), LINK.slice(0, -3));
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
    await userEvent.click(page.getByTestId("open-link"));
    await expect.element(page.getByRole("alert")).toHaveTextContent("Part of the link is missing");
    expect(done).toEqual([]);
  });
  it("leads to the other site whose link it is", async () => {
    show(<Home controller={controller} />);
    await userEvent.fill(field(), LINK);
    await userEvent.click(page.getByTestId("open-link"));
    await expect.element(page.getByRole("alert")).toHaveTextContent("call.example");
    await expect.element(page.getByRole("link", { name: "Open it there" })).toHaveAttribute("href", LINK);
    expect(done).toEqual([]);
  });
  it("says why the address did not lead to a call", async () => {
    show(<Home controller={controller} problem="Part of the link is missing." />);
    await expect.element(page.getByRole("alert")).toHaveTextContent("Part of the link is missing.");
  });
});

describe("NotSupported", () => {
  it("offers the https address of an insecure one", async () => {
    show(<NotSupported lack="insecure" />);
    await expect
      .element(page.getByRole("heading", { level: 1 }))
      .toHaveTextContent("This address is not secure");
    await expect
      .element(page.getByRole("link", { name: "Try the https address" }))
      .toHaveAttribute("href", location.href.replace("http:", "https:"));
  });
  it("names browsers that work", async () => {
    show(<NotSupported lack="browser" />);
    await expect.element(page.getByText("Chrome, Edge, Firefox or Safari")).toBeVisible();
  });
});
