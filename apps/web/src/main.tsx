import "./styles/tokens.css";
import "./styles/fonts.css";
import "./styles/base.css";
import { createCall, openRooms } from "@onecall/client";
import { render } from "preact";
import { App } from "./app/app.tsx";
import { findLack } from "./app/browser-support.ts";
import { ownBuild } from "./app/build.ts";
import { createController } from "./app/controller.ts";
import { describeDocument } from "./app/document-state.ts";
import { followLanguage } from "./app/follow-language.ts";
import { followScheme } from "./app/follow-scheme.ts";
import { Unable } from "./pages/home/unable.tsx";
import { createPreferences, keptStorage } from "./preferences/preferences.ts";

const start = async (root: HTMLElement) => {
  const preferences = createPreferences(keptStorage("localStorage"), keptStorage("sessionStorage"));
  followScheme(preferences.scheme);
  // The first thing seen is in the person's language.
  await followLanguage(preferences.language, navigator.languages);
  const lack = findLack(globalThis);
  if (lack) {
    document.documentElement.setAttribute("data-call-state", "home");
    return render(<Unable lack={lack} />, root);
  }
  const base = new URL(import.meta.env.BASE_URL, location.origin);
  const controller = createController({
    base,
    preferences,
    openRooms: () => openRooms({ base }),
    createCall: (room) => createCall({ server: base, room, environment: { build: ownBuild(document) } }),
  });
  describeDocument(controller.screen);
  render(<App controller={controller} />, root);
};

const root = document.getElementById("app");
if (root) void start(root);
