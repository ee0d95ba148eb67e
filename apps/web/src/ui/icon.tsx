import type { IconNode } from "lucide";
import { h } from "preact";

interface IconProps {
  icon: IconNode;
  /** Edge in px. */
  size?: number;
  class?: string;
}

/** A Lucide icon in the colour of the text. Always decoration: the control around it carries the name. */
export const Icon = ({ icon, size = 20, class: className }: IconProps) => (
  <svg
    class={className ? `icon ${className}` : "icon"}
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    {icon.map(([tag, attributes]) => h(tag, { ...attributes, key: JSON.stringify(attributes) }))}
  </svg>
);
