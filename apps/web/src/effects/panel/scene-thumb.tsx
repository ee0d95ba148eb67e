import { useEffect, useRef } from "preact/hooks";
import { drawScene } from "../background/scenes.ts";
import type { Scene } from "../choices.ts";

const [WIDTH, HEIGHT] = [192, 108];

/** A scene as it will stand behind the person. */
export const SceneThumb = ({ scene }: { scene: Scene }) => {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const pen = ref.current?.getContext("2d");
    if (pen) drawScene(scene, pen, WIDTH, HEIGHT);
  }, [scene]);
  return <canvas ref={ref} width={WIDTH} height={HEIGHT} class="effect__picture" />;
};
