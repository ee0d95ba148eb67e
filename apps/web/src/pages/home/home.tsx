import { useSignal } from "@preact/signals";
import { Lock, Video } from "lucide";
import type { Controller } from "../../app/controller.ts";
import { t } from "../../i18n/translate.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Logo } from "../../ui/logo.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ReloadNotice, type Stale } from "../../ui/reload-notice.tsx";
import { useScreenHeading } from "../../ui/use-screen-heading.ts";
import "./home.css";
import { Illustration } from "./illustration.tsx";
import { Kept } from "./kept.tsx";
import { LinkField } from "./link-field.tsx";
import { Settings } from "./settings.tsx";

interface HomeProps {
  controller: Pick<Controller, "startCall" | "openLink" | "openRoom" | "base" | "preferences">;
  /** Why the address of this page did not lead to a call. */
  problem?: string | undefined;
  /** Why the page should be fetched anew. */
  stale?: Stale | undefined;
}

/** The first page: start a call, or join one. */
export const Home = ({ controller, problem, stale }: HomeProps) => {
  const heading = useScreenHeading();
  const starting = useSignal(false);
  const start = () => {
    if (starting.value) return;
    starting.value = true;
    void controller.startCall();
  };
  return (
    <div class="home">
      <header class="home__header">
        <Logo />
        <Settings preferences={controller.preferences} />
      </header>
      <main class="home__main">
        <div class="home__words">
          {problem && (
            <div class="home__problem">
              <Notice look="danger" role="alert">
                {problem}
              </Notice>
            </div>
          )}
          {stale && (
            <div class="home__problem">
              <ReloadNotice why={stale} />
            </div>
          )}
          <div>
            <h1 class="home__title" ref={heading} tabIndex={-1}>
              {t("home.title")}
            </h1>
            <p class="home__text">{t("home.text")}</p>
          </div>
          <div class="home__ways">
            <Button
              look="primary"
              large
              icon={Video}
              data-testid="start-call"
              aria-disabled={starting.value}
              onClick={start}
            >
              {starting.value ? t("home.starting") : t("home.start")}
            </Button>
            <LinkField onLink={controller.openLink} />
          </div>
        </div>
        <Illustration />
      </main>
      <Kept controller={controller} />
      <footer class="home__footer">
        <Icon icon={Lock} size={16} />
        <p>{t("home.private")}</p>
      </footer>
    </div>
  );
};
