import { CircleAlert, type IconNode, Info, TriangleAlert } from "lucide";
import type { ComponentChildren } from "preact";
import { Icon } from "./icon.tsx";
import "./notice.css";

const ICONS: Record<Look, IconNode> = { plain: Info, warn: TriangleAlert, danger: CircleAlert };
type Look = "plain" | "warn" | "danger";

interface NoticeProps {
  look?: Look;
  title?: string;
  /** `alert` interrupts what a screen reader says; use it for what the person must not miss. */
  role?: "alert" | "status";
  children?: ComponentChildren;
}

/** A few words about something that needs attention, where it is needed. */
export const Notice = ({ look = "plain", title, role, children }: NoticeProps) => (
  <div class={`notice notice--${look}`} role={role}>
    <Icon icon={ICONS[look]} size={18} />
    <div class="notice__body">
      {title && <p class="notice__title">{title}</p>}
      {children}
    </div>
  </div>
);
