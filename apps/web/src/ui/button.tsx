import type { IconNode } from "lucide";
import type { ComponentChildren, JSX } from "preact";
import "./button.css";
import { Icon } from "./icon.tsx";

interface Looks {
  look?: "plain" | "primary" | "danger" | "quiet" | undefined;
  large?: boolean | undefined;
  wide?: boolean | undefined;
}

interface ButtonProps extends Looks, Omit<JSX.IntrinsicElements["button"], "icon" | "label" | "size"> {
  icon?: IconNode;
  children: ComponentChildren;
}

/** The class of anything that should look like a button. */
export const buttonClass = ({ look = "plain", large = false, wide = false }: Looks): string =>
  ["button", `button--${look}`, large && "button--large", wide && "button--wide"].filter(Boolean).join(" ");

/** A button with words. */
export const Button = ({ look, large, wide, icon, children, ...rest }: ButtonProps) => (
  <button type="button" class={buttonClass({ look, large, wide })} {...rest}>
    {icon && <Icon icon={icon} />}
    {children}
  </button>
);

interface IconButtonProps extends Omit<JSX.IntrinsicElements["button"], "icon" | "label"> {
  icon: IconNode;
  /** Its name for those who do not see the icon, and its tooltip. */
  label: string;
}

/** A button that is only an icon. */
export const IconButton = ({ icon, label, ...rest }: IconButtonProps) => (
  <button type="button" class="icon-button" aria-label={label} title={label} {...rest}>
    <Icon icon={icon} />
  </button>
);
