import "../styles/tokens.css";
import { signal } from "@preact/signals";
import { afterEach, describe, expect, it, vi } from "vitest";
import { durationWords } from "../i18n/duration.ts";
import { speak, t } from "../i18n/translate.ts";
import { followLanguage } from "./follow-language.ts";
import { followScheme } from "./follow-scheme.ts";

const { documentElement: root } = document;
afterEach(async () => {
  await speak("en");
});

describe("followLanguage", () => {
  it("speaks the first of the browser's languages there is, before it is done", async () => {
    await followLanguage(signal(""), ["tlh", "de-AT", "en"]);
    expect([root.lang, root.dir]).toEqual(["de", "ltr"]);
    expect(t("home.start")).toBe("Anruf starten");
    expect(t("knock.behind", { count: 1 })).toBe("1 weitere Person wartet");
    expect(durationWords(754_000)).toBe("12 Minuten, 34 Sekunden");
  });
  it("speaks what the person chooses instead, from then on", async () => {
    const chosen = signal("en");
    await followLanguage(chosen, ["de"]);
    expect([root.lang, t("call.leave")]).toEqual(["en", "Leave"]);
    chosen.value = "de";
    await vi.waitFor(() => expect([root.lang, t("call.leave")]).toEqual(["de", "Verlassen"]));
  });
});

describe("followScheme", () => {
  it("draws as the person chose, or as the system says", () => {
    const chosen = signal("dark");
    followScheme(chosen);
    expect(getComputedStyle(root).colorScheme).toBe("dark");
    chosen.value = "light";
    expect(getComputedStyle(root).colorScheme).toBe("light");
    chosen.value = "";
    expect(root.dataset["scheme"]).toBeUndefined();
  });
});
