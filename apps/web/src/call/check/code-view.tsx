import type { CheckCode } from "@onecall/client";
import { CHECK_CODE_EMOJI } from "@onecall/protocol";
import { checkCodeNames } from "@onecall/protocol/check-code-names";
import { Fragment } from "preact";
import { useEffect, useState } from "preact/hooks";
import { language } from "../../i18n/language.ts";
import { t } from "../../i18n/translate.ts";

const useNames = (tag: string): readonly string[] => {
  const [names, setNames] = useState<readonly string[]>([]);
  useEffect(() => {
    void checkCodeNames(tag).then(setNames);
  }, [tag]);
  return names;
};

/** The code twice: five pictures with their names, three numbers for the telephone or a screen reader. */
export const CodeView = ({ code }: { code: CheckCode }) => {
  const names = useNames(language.value);
  return (
    <>
      <ul class="code" lang={language.value} data-testid="check-code">
        {code.emoji.map((index, place) => (
          // The pictures are drawn by the style sheet, so that the text of the list is the names alone.
          <Fragment key={place}>
            {place > 0 && " "}
            <li class="code__item" data-emoji={CHECK_CODE_EMOJI[index]}>
              {names[index]}
            </li>
          </Fragment>
        ))}
      </ul>
      <div class="code-numbers">
        <p class="code-numbers__label">{t("check.numbers")}</p>
        <p class="code-numbers__digits" dir="ltr" data-testid="check-digits">
          {code.numbers.join(" ")}
        </p>
      </div>
    </>
  );
};
