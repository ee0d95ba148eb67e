import type { Lack } from "../../app/browser-support.ts";
import { t } from "../../i18n/translate.ts";
import { buttonClass } from "../../ui/button.tsx";
import "../../ui/button.css";
import { Logo } from "../../ui/logo.tsx";
import "./home.css";
import { Illustration } from "./illustration.tsx";

const secureAddress = () => location.href.replace(/^http:/, "https:");

/** Instead of the app, where it could do nothing: says why and what helps. */
export const NotSupported = ({ lack }: { lack: Lack }) => (
  <div class="home">
    <header class="home__header">
      <Logo />
    </header>
    <main class="home__main">
      <div class="home__words">
        <h1 class="home__title">{t(`support.${lack}-title`)}</h1>
        <p class="home__text">{t(`support.${lack}-text`)}</p>
        {lack === "insecure" && (
          <div class="home__ways">
            <a class={buttonClass({ look: "primary", large: true })} href={secureAddress()}>
              {t("support.insecure-open")}
            </a>
          </div>
        )}
      </div>
      <Illustration />
    </main>
  </div>
);
