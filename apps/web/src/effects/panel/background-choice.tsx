import { useSignal } from "@preact/signals";
import { Ban, CircleDot, Droplet, Image, ImagePlus } from "lucide";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../../i18n/translate.ts";
import type { Preferences } from "../../preferences/preferences.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { hasOwnPicture, keepOwnPicture } from "../background/own-picture.ts";
import { BACKGROUNDS, type Background } from "../choices.ts";
import { SceneThumb } from "./scene-thumb.tsx";

const ICONS = { none: Ban, blur: Droplet, "blur-more": CircleDot, own: Image } as const;

const Look = ({ background }: { background: Background }) =>
  background === "none" || background === "blur" || background === "blur-more" || background === "own" ? (
    <span class="effect__picture">
      <Icon icon={ICONS[background]} size={24} />
    </span>
  ) : (
    <SceneThumb scene={background} />
  );

/** What stands behind the person, as pictures to choose from. */
export const BackgroundChoice = ({ preferences: { background } }: { preferences: Preferences }) => {
  const name = useId();
  const input = useRef<HTMLInputElement>(null);
  const hasOwn = useSignal(background.value === "own");
  const refused = useSignal(false);
  useEffect(() => {
    void hasOwnPicture().then((has) => {
      hasOwn.value = has;
    });
  }, []);
  const take = async (file: File | undefined) => {
    if (!file) return;
    refused.value = !(await keepOwnPicture(file));
    if (refused.value) return;
    hasOwn.value = true;
    // Chosen anew, so that another picture takes the place of the last.
    if (background.value === "own") background.value = "none";
    background.value = "own";
  };
  return (
    <fieldset class="effects__part">
      <legend class="effects__legend">{t("effects.background")}</legend>
      <div class="effects__grid">
        {BACKGROUNDS.filter((one) => one !== "own" || hasOwn.value).map((one) => (
          <label key={one} class="effect">
            <input
              class="effect__input"
              type="radio"
              name={name}
              value={one}
              data-testid={`background-${one}`}
              checked={background.value === one}
              onChange={() => {
                background.value = one;
              }}
            />
            <Look background={one} />
            <span class="effect__label">{t(`effects.${one}`)}</span>
          </label>
        ))}
      </div>
      <input
        ref={input}
        type="file"
        accept="image/jpeg,image/png,image/webp"
        hidden
        data-testid="background-file"
        onChange={(event) => {
          void take(event.currentTarget.files?.[0]);
          event.currentTarget.value = "";
        }}
      />
      <div class="effects__own">
        <Button look="quiet" icon={ImagePlus} onClick={() => input.current?.click()}>
          {t("effects.choose-file")}
        </Button>
        <p class="effects__hint" role="status">
          {t(refused.value ? "effects.file-refused" : "effects.file-stays")}
        </p>
      </div>
    </fieldset>
  );
};
