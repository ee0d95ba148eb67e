import type { Place } from "@onecall/client";
import { MousePointer2 } from "lucide";
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../../i18n/translate.ts";
import { Icon } from "../../../ui/icon.tsx";
import type { Whose } from "../sharing.ts";
import { type Box, containedIn, FAR, placeIn } from "./contained.ts";
import "./draw-layer.css";
import { paint } from "./paint.ts";
import type { Pens } from "./pens.ts";

/** Sharper would be more work for the eye of nobody. */
const DENSEST = 2;

/** Where the picture of `video` lies in it, kept current. */
const useBox = (video: RefObject<HTMLVideoElement | null>): Box | undefined => {
  const [box, setBox] = useState<Box | undefined>(undefined);
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    const measure = () => {
      const { videoWidth, videoHeight, clientWidth, clientHeight } = element;
      const picture = { width: videoWidth, height: videoHeight };
      setBox(containedIn(picture, { width: clientWidth, height: clientHeight }));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("resize", measure);
    return () => {
      observer.disconnect();
      element.removeEventListener("resize", measure);
    };
  }, []);
  return box;
};

/** Paints for as long as something fades. */
const usePaint = (
  canvas: RefObject<HTMLCanvasElement | null>,
  { pens, whose }: DrawLayerProps,
  box: unknown,
) => {
  const { drawing } = pens;
  const marks = pens.marks[whose].value;
  useEffect(() => {
    const pen = canvas.current?.getContext("2d");
    if (!pen) return;
    let next = 0;
    const step = () => {
      const left = drawing.marks(whose);
      if (paint({ pen, leftOf: drawing.leftOf }, left, Date.now())) next = requestAnimationFrame(step);
      else if (left !== marks) pens.look();
    };
    step();
    return () => cancelAnimationFrame(next);
  }, [marks, box]);
};

/** Keeps the picture of the moment the screen was frozen. */
const Still = ({ video, box }: { video: RefObject<HTMLVideoElement | null>; box: Box }) => {
  const still = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (!video.current || !still.current) return;
    const { videoWidth: width, videoHeight: height } = video.current;
    Object.assign(still.current, { width, height });
    still.current.getContext("2d")?.drawImage(video.current, 0, 0);
  }, []);
  return <canvas ref={still} class="draw__still" data-testid="frozen" style={styleOf(box)} />;
};

const spotOf = (box: Box, { x, y }: Place) => ({
  left: `${box.left + (x / FAR) * box.width}px`,
  top: `${box.top + (y / FAR) * box.height}px`,
});
const styleOf = ({ left, top, width, height }: Box) => ({
  left: `${left}px`,
  top: `${top}px`,
  width: `${width}px`,
  height: `${height}px`,
});

/** Steps of the arrow keys, in parts of the picture. */
const STEP = Math.round(FAR / 100);
const ARROWS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};
const within = (value: number) => Math.max(0, Math.min(FAR, value));

/** What pointer and keys do on the screen with the tool that was chosen. */
const useHand = (whose: Whose, pens: Pens) => {
  const { drawing } = pens;
  const place = useRef<Place>({ x: FAR / 2, y: FAR / 2 });
  const [down, setDown] = useState(false);
  /** Where the keys have brought it: there is no mouse to be seen. */
  const [keyed, setKeyed] = useState<Place | undefined>(undefined);
  const tool = pens.tool.value;
  const kind = tool === "point" ? undefined : tool;
  const stop = () => {
    setDown(false);
    setKeyed(undefined);
    drawing.end();
    drawing.point(whose, undefined);
  };
  useEffect(() => (tool ? stop : undefined), [tool, whose]);
  const press = () => {
    setDown(true);
    if (kind) drawing.begin(whose, kind, pens.colour.value, place.current);
  };
  const release = () => {
    setDown(false);
    drawing.end();
  };
  const move = (to: Place) => {
    place.current = to;
    if (kind && down) drawing.extend(to);
    else drawing.point(whose, to);
  };
  const at = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    const box = event.currentTarget.getBoundingClientRect();
    return placeIn(box, event.clientX - box.left, event.clientY - box.top);
  };
  const handlers = {
    onPointerDown: (event: PointerEvent & { currentTarget: HTMLElement }) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      place.current = at(event);
      press();
    },
    onPointerMove: (event: PointerEvent & { currentTarget: HTMLElement }) => {
      setKeyed(undefined);
      move(at(event));
    },
    onPointerUp: release,
    onPointerCancel: release,
    onPointerLeave: () => {
      if (!down) drawing.point(whose, undefined);
    },
    onKeyDown: (event: KeyboardEvent) => {
      const arrow = ARROWS[event.key];
      if (!arrow && event.key !== "Enter") return;
      event.preventDefault();
      const wide = event.shiftKey ? 5 : 1;
      if (arrow) {
        move({ x: within(place.current.x + arrow[0] * wide), y: within(place.current.y + arrow[1] * wide) });
        setKeyed(place.current);
      } else if (!event.repeat) (down ? release : press)();
    },
    onBlur: stop,
  };
  return { handlers, keyed };
};

interface DrawLayerProps {
  pens: Pens;
  whose: Whose;
  /** The screen that is drawn on. */
  video: RefObject<HTMLVideoElement | null>;
  /** Of the other person. */
  name: string;
}

/** What both people draw, and where they point, over a shared screen. */
export const DrawLayer = (props: DrawLayerProps) => {
  const { pens, whose, video, name } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useBox(video);
  const marks = pens.marks[whose].value;
  const tool = pens.tool.value;
  const { handlers, keyed } = useHand(whose, pens);
  const density = Math.min(DENSEST, devicePixelRatio);
  usePaint(canvas, props, box);
  const { pointer } = marks;
  if (!box) return null;
  return (
    <>
      {marks.frozen && <Still key={whose} video={video} box={box} />}
      <canvas
        ref={canvas}
        class={tool ? "draw draw--on" : "draw"}
        data-testid="drawing"
        data-strokes={marks.strokes.length}
        style={styleOf(box)}
        width={Math.round(box.width * density)}
        height={Math.round(box.height * density)}
        {...(tool
          ? { ...handlers, tabIndex: 0, role: "application", "aria-label": t("draw.canvas") }
          : { "aria-hidden": true })}
      />
      {keyed && <span class="draw__hand" style={spotOf(box, keyed)} aria-hidden="true" />}
      {pointer && (
        <p class="draw__pointer" data-testid="their-pointer" style={spotOf(box, pointer)}>
          <Icon icon={MousePointer2} size={22} />
          <bdi>{name}</bdi>
        </p>
      )}
    </>
  );
};
