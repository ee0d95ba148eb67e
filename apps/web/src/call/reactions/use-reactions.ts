import { useEffect, useMemo, useRef } from "preact/hooks";
import { announce } from "../../app/live-region.tsx";
import { t } from "../../i18n/translate.ts";
import type { Session } from "../session/session.ts";
import { followReactions, REACTION_NAMES, type ReactionsView } from "./reactions.ts";

/** The reactions of a call; `name` is the other person's, for those who hear what others see. */
export const useReactions = ({ call }: Session, name: string): ReactionsView => {
  const nameNow = useRef(name);
  nameNow.current = name;
  const view = useMemo(
    () =>
      followReactions(call.reactions, (reaction) =>
        announce(t("react.said", { name: nameNow.current, reaction: t(REACTION_NAMES[reaction]) })),
      ),
    [call],
  );
  useEffect(() => view.stop, [view]);
  return view;
};
