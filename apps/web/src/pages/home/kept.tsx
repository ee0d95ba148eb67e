import type { Controller } from "../../app/controller.ts";
import { lazyPart } from "../../ui/lazy-part.tsx";

export interface KeptProps {
  controller: Pick<Controller, "openRoom" | "base" | "preferences">;
}

const Nothing = () => null;

const { Part } = lazyPart<KeptProps>(async () => (await import("../../call/call-part.ts")).KeptPart, {
  Waiting: Nothing,
  Failed: Nothing,
});

/** What this device keeps for its person: the lasting room and past calls. The first page does not wait for it. */
export const Kept = ({ controller }: KeptProps) => (
  <div class="home__kept">
    <Part controller={controller} />
  </div>
);
