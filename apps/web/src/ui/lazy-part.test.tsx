/** @jsxImportSource preact */
import { expect, it } from "vitest";
import { page } from "vitest/browser";
import { show } from "../testing/show.ts";
import { lazyPart } from "./lazy-part.tsx";

const Failed = ({ name }: { name: string }) => <p>No part for {name}</p>;

it("shows the part once it is here", async () => {
  const part = lazyPart(
    async () =>
      ({ name }: { name: string }) => <p>Part for {name}</p>,
    { Failed },
  );
  show(<part.Part name="Ada" />);
  await expect.element(page.getByText("Part for Ada")).toBeVisible();
  expect(part.failed.value).toBe(false);
});
it("shows what to do instead when the part is not to be had any more, and says so before it is needed", async () => {
  const part = lazyPart<{ name: string }>(
    // What import() does for a file that is gone.
    async () => {
      throw new TypeError("Failed to fetch dynamically imported module");
    },
    { Failed },
  );
  part.preload();
  await expect.poll(() => part.failed.value).toBe(true);
  show(<part.Part name="Ada" />);
  await expect.element(page.getByText("No part for Ada")).toBeVisible();
});
/** They fetch no part of the interface, and each deals with code that does not come: other words stay, an effect stays off and says so. */
const DEAL_WITH_FAILURE = ["../i18n/translate.ts", "../i18n/catalogues.ts", "../effects/effects.ts"];

it("is the way every import() of the app goes", () => {
  const sources = import.meta.glob<string>(["../**/*.{ts,tsx}", "!../**/*.test.{ts,tsx}"], {
    query: "?raw",
    import: "default",
    eager: true,
  });
  const late = Object.entries(sources).filter(([, text]) => /\bimport\((?!\))/.test(text));
  const others = late.filter(([file]) => !DEAL_WITH_FAILURE.includes(file));
  expect(others.map(([file]) => file)).toContain("../app/app.tsx");
  for (const [file, text] of others) {
    expect(text.match(/\blazyPart(?:<[^>(]+>)?\(/g)?.length, file).toBe(
      text.match(/\bimport\((?!\))/g)?.length,
    );
  }
});
