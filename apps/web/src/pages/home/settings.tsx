import type { Controller } from "../../app/controller.ts";
import { lazyPart } from "../../ui/lazy-part.tsx";

export interface SettingsProps {
  preferences: Controller["preferences"];
}

const Nothing = () => null;

/** What belongs to the whole app: language and colours. The first page does not wait for it. */
export const { Part: Settings } = lazyPart<SettingsProps>(
  async () => (await import("../../call/call-part.ts")).SettingsPart,
  { Waiting: Nothing, Failed: Nothing },
);
