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
import { NotSupported } from "./pages/home/not-supported.tsx";
import { createPreferences, keptStorage } from "./preferences/preferences.ts";

const start = (root: HTMLElement) => {
  const lack = findLack(globalThis);
  if (lack) {
    document.documentElement.setAttribute("data-call-state", "home");
    return render(<NotSupported lack={lack} />, root);
  }
  const base = new URL(import.meta.env.BASE_URL, location.origin);
  const controller = createController({
    base,
    preferences: createPreferences(keptStorage("localStorage"), keptStorage("sessionStorage")),
    openRooms: () => openRooms({ base }),
    createCall: (room) => createCall({ server: base, room, environment: { build: ownBuild(document) } }),
  });
  describeDocument(controller.screen);
  render(<App controller={controller} />, root);
};

const root = document.getElementById("app");
if (root) start(root);
