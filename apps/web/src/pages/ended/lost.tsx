import type { StateOf } from "@onecall/client";
import { RotateCw } from "lucide";
import { nameOf } from "../../call/peer-name.ts";
import type { Session } from "../../call/session/session.ts";
import { t } from "../../i18n/translate.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Button } from "../../ui/button.tsx";
import { Logo } from "../../ui/logo.tsx";
import { useScreenHeading } from "../../ui/use-screen-heading.ts";
import "./ended.css";

/** Nothing came for so long that waiting is no use, though the call goes on trying: one press tries at once. */
export const Lost = ({ session, state }: { session: Session; state: StateOf<"lost"> }) => {
  const heading = useScreenHeading();
  const online = session.online.value;
  return (
    <div class="ended on-stage">
      <header class="ended__header">
        <Logo />
      </header>
      <main class="ended__main">
        <Avatar name={state.peer.name} />
        <h1 class="ended__title" ref={heading} tabIndex={-1}>
          {t("lost.title")}
        </h1>
        <p class="ended__text">{online ? t("lost.text", { name: nameOf(state.peer) }) : t("lost.offline")}</p>
        <div class="ended__ways">
          <Button look="primary" large icon={RotateCw} data-testid="rejoin" onClick={session.rejoin}>
            {t("lost.reconnect")}
          </Button>
          <Button large data-testid="leave" onClick={() => session.call.leave()}>
            {t("call.leave")}
          </Button>
        </div>
      </main>
    </div>
  );
};
