import type { Signal } from "@preact/signals";
import { ChevronDown, type IconNode, Languages, SunMoon } from "lucide";
import { useId } from "preact/hooks";
import { type Language, language } from "../../../i18n/language.ts";
import { t } from "../../../i18n/translate.ts";
import { Icon } from "../../../ui/icon.tsx";
import type { SettingsProps } from "../settings.tsx";
import "../../../ui/field.css";
import "./settings.css";
import { LANGUAGE_NAMES } from "./language-names.ts";

interface ChoiceProps {
  label: string;
  icon: IconNode;
  name: string;
  value: string;
  /** Value, text, and the text's language where it is not the interface's. */
  options: readonly (readonly [value: string, text: string, lang?: string])[];
  onChoose: (value: string) => void;
}

const Choice = ({ label, icon, name, value, options, onChoose }: ChoiceProps) => {
  const id = useId();
  return (
    <div class="choice">
      <label class="visually-hidden" for={id}>
        {label}
      </label>
      <span class="select-box">
        <Icon icon={icon} size={18} />
        <select
          id={id}
          class="select choice__select"
          title={label}
          data-testid={name}
          value={value}
          onChange={(event) => onChoose(event.currentTarget.value)}
        >
          {options.map(([key, text, lang]) => (
            <option key={key} value={key} lang={lang}>
              {text}
            </option>
          ))}
        </select>
        <Icon icon={ChevronDown} size={16} />
      </span>
    </div>
  );
};

const LanguageChoice = ({ chosen }: { chosen: Signal<string> }) => (
  <Choice
    label={t("settings.language")}
    icon={Languages}
    name="language"
    value={language.value}
    // Every language under its own name: who does not read this one finds theirs.
    options={(Object.keys(LANGUAGE_NAMES) as Language[]).map((tag) => [tag, LANGUAGE_NAMES[tag], tag])}
    onChoose={(tag) => {
      chosen.value = tag;
    }}
  />
);

const SchemeChoice = ({ chosen }: { chosen: Signal<string> }) => (
  <Choice
    label={t("settings.scheme")}
    icon={SunMoon}
    name="scheme"
    value={chosen.value}
    options={[
      ["", t("settings.scheme-system")],
      ["light", t("settings.scheme-light")],
      ["dark", t("settings.scheme-dark")],
    ]}
    onChoose={(scheme) => {
      chosen.value = scheme;
    }}
  />
);

/** Language and colours, kept by this browser. */
export const SettingsPart = ({ preferences }: SettingsProps) => (
  <div class="settings">
    <SchemeChoice chosen={preferences.scheme} />
    <LanguageChoice chosen={preferences.language} />
  </div>
);
