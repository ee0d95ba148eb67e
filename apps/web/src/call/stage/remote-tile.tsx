import type { Line, RemoteMedia } from "@onecall/client";
import { useSignal } from "@preact/signals";
import { MicOff, Volume2 } from "lucide";
import { t } from "../../i18n/translate.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { usePassed } from "../../ui/use-passed.ts";
import { nameOf } from "../peer-name.ts";
import type { Session } from "../session/session.ts";
import "./remote-tile.css";
import { RemoteVideo } from "./remote-video.tsx";
import type { StageState } from "./stage.tsx";

/** Seconds after which connecting says what it tries, and then what to do. */
const CONNECTING = [5, 15] as const;

const Connecting = ({ since }: { since: number }) => {
  const passed = usePassed(since, CONNECTING);
  if (passed === 0) return <p class="remote__hint">{t("call.connecting")}</p>;
  if (passed === 1) return <p class="remote__hint">{t("call.connecting-5")}</p>;
  return (
    <div class="remote__hint">
      <p class="remote__hint-title">{t("call.connecting-15-title")}</p>
      <p>{t("call.connecting-15")}</p>
    </div>
  );
};

/** Over the picture, whose sound goes on: who it is, and why there is none. */
const NoPicture = ({ state, remote }: { state: StageState; remote: RemoteMedia }) => (
  <div class={state.name === "connecting" ? "remote__none remote__none--connecting" : "remote__none"}>
    <Avatar name={state.peer.name} />
    <p class="remote__name">
      <bdi>{nameOf(state.peer)}</bdi>
    </p>
    {state.name === "connecting" ? (
      <Connecting since={state.since} />
    ) : (
      (!remote.camera || remote.paused) && (
        <p class="remote__hint">
          {remote.camera ? t("call.them-paused", { name: nameOf(state.peer) }) : t("call.them-camera-off")}
        </p>
      )
    )}
  </div>
);

/** Nothing comes from the other device, or nothing will in a moment. */
const isDoubtful = (state: StageState, line: Line): boolean =>
  state.name === "reconnecting" || line.here === "silent" || line.there === "away";

/** The other person: picture, or a tile with their initials. */
export const RemoteTile = ({ session, state }: { session: Session; state: StageState }) => {
  const blocked = useSignal<HTMLVideoElement | undefined>(undefined);
  const pictured = useSignal(false);
  const remote = session.remote.value;
  const connected = state.name !== "connecting";
  const shown = connected && remote.camera && !remote.paused && pictured.value;
  const turnOn = () => {
    const video = blocked.value;
    blocked.value = undefined;
    if (!video) return;
    video.muted = false;
    // Refused even now, the button would be of no use: what plays goes on without sound.
    void video.play().catch(() => undefined);
  };
  return (
    <div class="remote">
      <RemoteVideo
        remote={remote}
        speaker={session.preferences.speaker.value}
        label={nameOf(state.peer)}
        fill={session.preferences.fill.value}
        doubtful={connected && isDoubtful(state, session.line.value)}
        onPlayback={(playback, video) => {
          blocked.value = playback === "blocked" ? video : undefined;
        }}
        onPicture={(there) => {
          pictured.value = there;
        }}
      />
      {!shown && <NoPicture state={state} remote={remote} />}
      {connected && !remote.microphone && (
        <p class="remote__muted" data-testid="remote-muted">
          <Icon icon={MicOff} size={16} />
          <span aria-hidden="true">{t("call.them-muted-short")}</span>
          <span class="visually-hidden">{t("call.them-muted", { name: nameOf(state.peer) })}</span>
        </p>
      )}
      {connected && blocked.value && (
        <div class="remote__sound">
          <Button look="primary" large icon={Volume2} data-testid="turn-on-sound" onClick={turnOn}>
            {t("call.sound")}
          </Button>
          <p>{t("call.sound-text")}</p>
        </div>
      )}
    </div>
  );
};
