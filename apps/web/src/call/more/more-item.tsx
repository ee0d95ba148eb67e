import type { IconNode } from "lucide";
import { Icon } from "../../ui/icon.tsx";

interface MoreItemProps {
  icon: IconNode;
  label: string;
  /** For tests and style sheets. */
  testid: string;
  onPress: () => void;
  /** Its key, as it is printed on the keyboard. */
  hotkey?: string;
  /** For what is either on or off. */
  pressed?: boolean;
}

/** One line of the More menu; the menu closes by itself. */
export const MoreItem = ({ icon, label, testid, onPress, hotkey, pressed }: MoreItemProps) => (
  <button type="button" class="more__item" data-testid={testid} aria-pressed={pressed} onClick={onPress}>
    <Icon icon={icon} size={20} />
    <span class="more__label">{label}</span>
    {hotkey && <kbd class="more__key">{hotkey}</kbd>}
  </button>
);
