import { useId } from "preact/hooks";
import "./switch.css";

interface SwitchProps {
  label: string;
  /** What it does, below the label. */
  text?: string;
  on: boolean;
  testId?: string;
  onChange: (on: boolean) => void;
}

/** Something that is on or off at once, without a button to confirm it. */
export const Switch = ({ label, text, on, testId, onChange }: SwitchProps) => {
  const id = useId();
  return (
    <label class="switch">
      <span class="switch__words">
        <span class="switch__label" id={`${id}-label`}>
          {label}
        </span>
        {text && (
          <span class="switch__text" id={`${id}-text`}>
            {text}
          </span>
        )}
      </span>
      <input
        class="switch__box"
        type="checkbox"
        role="switch"
        data-testid={testId}
        aria-labelledby={`${id}-label`}
        aria-describedby={text ? `${id}-text` : undefined}
        aria-checked={on}
        checked={on}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </label>
  );
};
