import { signal } from "@preact/signals";
import { LoaderCircle } from "lucide";
import type { ComponentType, FunctionComponent } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../i18n/translate.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import "./lazy-part.css";

type Loading<P> =
  | { readonly name: "absent" | "loading" | "failed" }
  | { readonly name: "ready"; readonly Part: ComponentType<P> };

interface LazyPart<P> {
  readonly Part: FunctionComponent<P>;
  /** Fetches the code before it is needed; harmless to call again. */
  preload(): void;
}

/** A part of the interface whose code is fetched when it is first shown, or before; until then `Waiting` is shown. */
export const lazyPart = <P extends object>(
  load: () => Promise<ComponentType<P>>,
  Waiting: FunctionComponent = Spinner,
): LazyPart<P> => {
  const state = signal<Loading<P>>({ name: "absent" });
  const fetchCode = async () => {
    state.value = { name: "loading" };
    try {
      state.value = { name: "ready", Part: await load() };
    } catch {
      state.value = { name: "failed" };
    }
  };
  const preload = () => {
    if (state.peek().name === "absent") void fetchCode();
  };

  return {
    preload,
    Part: (props) => {
      useEffect(preload, []);
      const current = state.value;
      if (current.name === "ready") return <current.Part {...props} />;
      if (current.name === "failed") return <LoadFailed />;
      return <Waiting />;
    },
  };
};

const Spinner = () => (
  <div class="lazy-part">
    <Icon icon={LoaderCircle} size={28} class="spin" />
  </div>
);

/** A browser never asks again for a module that failed, so only a reload helps. */
const LoadFailed = () => (
  <div class="lazy-part" role="alert">
    <p>{t("app.failed")}</p>
    <Button look="primary" onClick={() => location.reload()}>
      {t("app.reload")}
    </Button>
  </div>
);
