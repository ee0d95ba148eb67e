import type { Signal } from "@preact/signals";
import {
  Camera,
  Expand,
  FlipHorizontal2,
  type IconNode,
  Maximize,
  PictureInPicture2,
  UserSquare,
} from "lucide";
import { t } from "../../../i18n/translate.ts";
import { MoreItem } from "../../more/more-item.tsx";
import type { Session } from "../../session/session.ts";
import { saveSnapshot } from "./snapshot.ts";
import type { StageView } from "./stage-view.ts";

interface KeptItemProps {
  icon: IconNode;
  label: string;
  testid: string;
  kept: Signal<boolean>;
}

/** What is remembered for the next call. */
const KeptItem = ({ kept, ...item }: KeptItemProps) => (
  <MoreItem
    {...item}
    pressed={kept.value}
    onPress={() => {
      kept.value = !kept.value;
    }}
  />
);

/** How this device shows the call. */
export const ViewItems = ({ session, view }: { session: Session; view: StageView }) => {
  const { selfView, mirror, fill } = session.preferences;
  const { fullScreen, pictureInPicture } = view;
  const remote = session.remote.value;
  return (
    <>
      {pictureInPicture && (
        <MoreItem
          icon={PictureInPicture2}
          label={t("stage.pip")}
          testid="picture-in-picture"
          hotkey="P"
          pressed={pictureInPicture.on.value}
          onPress={pictureInPicture.toggle}
        />
      )}
      {fullScreen && (
        <MoreItem
          icon={Maximize}
          label={t("stage.full-screen")}
          testid="full-screen"
          hotkey="F"
          pressed={fullScreen.on.value}
          onPress={fullScreen.toggle}
        />
      )}
      <KeptItem icon={UserSquare} label={t("stage.self-view")} testid="self-view" kept={selfView} />
      <KeptItem icon={FlipHorizontal2} label={t("stage.mirror")} testid="mirror" kept={mirror} />
      <KeptItem icon={Expand} label={t("stage.fill")} testid="fill" kept={fill} />
      {(remote.camera || remote.screen) && (
        <MoreItem
          icon={Camera}
          label={t("stage.snapshot")}
          testid="snapshot"
          onPress={() => saveSnapshot(new Date())}
        />
      )}
    </>
  );
};
