import { Eraser, type IconNode, MousePointer2, Pencil, Snowflake, WandSparkles } from "lucide";
import { t } from "../../../i18n/translate.ts";
import { Icon } from "../../../ui/icon.tsx";
import type { Whose } from "../sharing.ts";
import "./draw-tools.css";
import { COLOURS } from "./paint.ts";
import type { Pens, Tool } from "./pens.ts";

const TOOLS: readonly (readonly [Tool, IconNode])[] = [
  ["point", MousePointer2],
  ["ink", Pencil],
  ["laser", WandSparkles],
];

interface ToolButtonProps {
  icon: IconNode;
  label: string;
  testid: string;
  pressed?: boolean;
  onPress: () => void;
}

const ToolButton = ({ icon, label, testid, pressed, onPress }: ToolButtonProps) => (
  <button
    type="button"
    class="draw-tools__button"
    data-testid={testid}
    aria-pressed={pressed}
    aria-label={label}
    title={label}
    onClick={onPress}
  >
    <Icon icon={icon} size={20} />
  </button>
);

const Colours = ({ pens }: { pens: Pens }) => (
  // biome-ignore lint/a11y/useSemanticElements: a fieldset would announce a form where there is none.
  <div class="draw-tools__colours" role="group" aria-label={t("draw.colour")}>
    {COLOURS.map((colour, number) => (
      <button
        key={colour}
        type="button"
        class="draw-tools__button"
        aria-pressed={pens.colour.value === number}
        aria-label={t("draw.colour-n", { count: number + 1 })}
        onClick={() => {
          pens.colour.value = number;
        }}
      >
        <span class="draw-tools__colour" style={{ background: colour }} />
      </button>
    ))}
  </div>
);

/** Pointer, ink and laser for the screen on the stage; frozen, it keeps what is drawn on it. */
export const DrawTools = ({ pens, whose }: { pens: Pens; whose: Whose }) => {
  const { drawing } = pens;
  const { strokes, frozen } = pens.marks[whose].value;
  const choose = (tool: Tool) => {
    pens.tool.value = pens.tool.value === tool ? undefined : tool;
  };
  const tool = pens.tool.value;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would announce a form where there is none.
    <div class="draw-tools" role="group" aria-label={t("draw.tools")}>
      {TOOLS.map(([one, icon]) => (
        <ToolButton
          key={one}
          icon={icon}
          label={t(`draw.${one}`)}
          testid={`draw-${one}`}
          pressed={tool === one}
          onPress={() => choose(one)}
        />
      ))}
      <ToolButton
        icon={Snowflake}
        label={t("draw.freeze")}
        testid="draw-freeze"
        pressed={frozen}
        onPress={() => drawing.freeze(whose, !frozen)}
      />
      {strokes.length > 0 && (
        <ToolButton
          icon={Eraser}
          label={t("draw.wipe")}
          testid="draw-wipe"
          onPress={() => drawing.wipe(whose)}
        />
      )}
      {(tool === "ink" || tool === "laser") && <Colours pens={pens} />}
    </div>
  );
};
