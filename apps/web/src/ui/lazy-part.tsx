import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { LoaderCircle } from "lucide";
import type { ComponentType, FunctionComponent } from "preact";
import { useEffect } from "preact/hooks";
import { loadWords } from "../i18n/translate.ts";
import { Icon } from "./icon.tsx";
import "./lazy-part.css";

type Loading<P> =
  | { readonly name: "absent" | "loading" | "failed" }
  | { readonly name: "ready"; readonly Part: ComponentType<P> };

interface LazyPart<P> {
  readonly Part: FunctionComponent<P>;
  /** The code could not be fetched. A browser never asks again for a module that failed, so only a reload helps. */
  readonly failed: ReadonlySignal<boolean>;
  /** Fetches the code before it is needed; harmless to call again. */
  preload(): void;
}

interface LazyPartOptions<P> {
  /** Shown until the code is here. */
  readonly Waiting?: FunctionComponent;
  /** Shown instead when it does not come: a sentence and a way out. */
  readonly Failed: ComponentType<P>;
}

/**
 * A part of the interface whose code is fetched when it is first shown, or before. Every `import()` of this app is one of these: a
 * server that was updated meanwhile may not have the file any more. All words are there with it.
 */
export const lazyPart = <P extends object>(
  load: () => Promise<ComponentType<P>>,
  { Waiting = Spinner, Failed }: LazyPartOptions<P>,
): LazyPart<P> => {
  const state = signal<Loading<P>>({ name: "absent" });
  const fetchCode = async () => {
    state.value = { name: "loading" };
    try {
      const [Part] = await Promise.all([load(), loadWords()]);
      state.value = { name: "ready", Part };
    } catch {
      state.value = { name: "failed" };
    }
  };
  const preload = () => {
    if (state.peek().name === "absent") void fetchCode();
  };

  return {
    preload,
    failed: computed(() => state.value.name === "failed"),
    Part: (props) => {
      useEffect(preload, []);
      const current = state.value;
      if (current.name === "ready") return <current.Part {...props} />;
      if (current.name === "failed") return <Failed {...props} />;
      return <Waiting />;
    },
  };
};

const Spinner = () => (
  <div class="lazy-part">
    <Icon icon={LoaderCircle} size={28} class="spin" />
  </div>
);
