import type { Peer, Reply, StateOf, Trust } from "@onecall/client";
import {
  type IconNode,
  MessageSquare,
  Phone,
  Shield,
  ShieldAlert,
  ShieldCheck,
  Sparkle,
  Video,
  X,
} from "lucide";
import type { Session } from "../../call/session/session.ts";
import { t } from "../../i18n/translate.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Notice } from "../../ui/notice.tsx";
import "./knock-card.css";

const TRUST_ICONS: Record<Trust, IconNode> = {
  new: Sparkle,
  known: Shield,
  verified: ShieldCheck,
  changed: ShieldAlert,
};

const Who = ({ peer }: { peer: Peer }) => (
  <div class="knock__who">
    <Avatar name={peer.name} />
    <div class="knock__words">
      <h2 class="knock__name" id="knock-name">
        <bdi>{peer.name.trim() || t("knock.nameless")}</bdi>
      </h2>
      <p class="knock__asks">{t("knock.asks")}</p>
      <p class={`knock__trust knock__trust--${peer.trust}`}>
        <Icon icon={TRUST_ICONS[peer.trust]} size={16} />
        {t(`trust.${peer.trust}`)}
      </p>
    </div>
  </div>
);

const REPLIES = ["five-minutes", "call-back", "not-now", "write"] as const satisfies readonly Reply[];

/** No, with a word: the other person reads it in their own language. */
const Replies = ({ onReply }: { onReply: (reply: Reply) => void }) => (
  <details class="knock__replies">
    <summary class="button button--quiet button--wide" data-testid="replies">
      <Icon icon={MessageSquare} />
      {t("ring.reply")}
    </summary>
    <div class="knock__words-out">
      {REPLIES.map((reply) => (
        <Button key={reply} wide data-testid={`reply-${reply}`} onClick={() => onReply(reply)}>
          {t(`ring.reply-${reply}`)}
        </Button>
      ))}
    </div>
  </details>
);

interface KnockCardProps {
  session: Session;
  state: StateOf<"ringing">;
  /** The person said something to it, whatever it was. */
  onAnswer: () => void;
}

/** Someone at the door. Rings until it is answered; nothing of the host reaches them before Accept. */
export const KnockCard = ({ session, state, onAnswer }: KnockCardProps) => {
  const { peer, waiting } = state;
  const accept = (video: boolean) => {
    onAnswer();
    session.accept({ video });
  };
  const decline = (reply?: Reply) => {
    onAnswer();
    session.call.decline(reply);
  };
  return (
    <section class="card knock" data-testid="knock" aria-labelledby="knock-name">
      {peer.trust === "changed" && (
        <Notice look="danger" role="alert" title={t("knock.changed-title")}>
          <p>{t("knock.changed-text")}</p>
        </Notice>
      )}
      <Who peer={peer} />
      <div class="knock__answers">
        <Button look="primary" large icon={Video} data-testid="accept" onClick={() => accept(true)}>
          {t("knock.accept")}
        </Button>
        <Button icon={Phone} data-testid="accept-audio" onClick={() => accept(false)}>
          {t("knock.accept-audio")}
        </Button>
        <Button icon={X} data-testid="decline" onClick={() => decline()}>
          {t("knock.decline")}
        </Button>
      </div>
      <Replies onReply={decline} />
      {waiting > 0 && <p class="knock__behind">{t("knock.behind", { count: waiting })}</p>}
    </section>
  );
};
