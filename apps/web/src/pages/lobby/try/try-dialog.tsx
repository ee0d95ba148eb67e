import { t } from "../../../i18n/translate.ts";
import { Dialog } from "../../../ui/dialog.tsx";
import type { TryProps } from "../try.tsx";
import { ConnectionTest } from "./connection-test.tsx";
import { RecordingTest } from "./recording-test.tsx";
import { SpeakerTest } from "./speaker-test.tsx";
import "./try.css";

/** Everything that can be tried before anyone else sees or hears it. */
export const TryDialog = ({ session, onClose }: TryProps) => (
  <Dialog title={t("try.title")} onClose={onClose}>
    <SpeakerTest session={session} />
    <RecordingTest session={session} />
    <ConnectionTest session={session} />
  </Dialog>
);
