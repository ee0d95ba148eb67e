import { t } from "../../i18n/translate.ts";
import { Dialog } from "../../ui/dialog.tsx";
import "./key-help.css";

const apple = () => /Mac|iPhone|iPad/.test(navigator.userAgent);

const rows = (control: string) =>
  [
    { keys: [["M"], [control, "D"]], text: "keys.microphone" },
    { keys: [["V"], [control, "E"]], text: "keys.camera" },
    { keys: [["S"]], text: "sharing.key" },
    { keys: [["F"]], text: "keys.full-screen" },
    { keys: [["P"]], text: "keys.pip" },
    { keys: [["Esc"]], text: "keys.escape" },
    { keys: [["?"]], text: "keys.help" },
  ] as const;

/** The keys of a call. */
export const KeyHelp = ({ onClose }: { onClose: () => void }) => (
  <Dialog title={t("keys.title")} onClose={onClose}>
    <dl class="keys">
      {rows(apple() ? "⌘" : t("keys.ctrl")).map(({ keys, text }) => (
        <div key={text} class="keys__row">
          <dt>{t(text)}</dt>
          <dd class="keys__keys">
            {keys.map((chord, index) => (
              <span key={chord.join()}>
                {index > 0 && ` ${t("keys.or")} `}
                {chord.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </span>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  </Dialog>
);
