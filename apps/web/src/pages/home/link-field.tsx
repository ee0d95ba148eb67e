import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { type PastedLink, readPastedLink } from "../../app/pasted-link.ts";
import { t } from "../../i18n/translate.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import "../../ui/field.css";
import { Notice } from "../../ui/notice.tsx";

type Refused = Exclude<PastedLink, { name: "ours" }>;

const Refusal = ({ refused, id }: { refused: Refused; id: string }) => (
  <div class="link-field__refusal" id={id} role="alert">
    {refused.name === "wrong" ? (
      <Notice look="danger">{refused.text}</Notice>
    ) : (
      <Notice title={t("home.foreign-title")}>
        <p>{t("home.foreign-text", { host: refused.url.host })}</p>
        <a
          class={`${buttonClass({ look: "quiet" })} link-field__open`}
          href={refused.url.href}
          rel="noreferrer"
        >
          {t("home.foreign-open")}
        </a>
      </Notice>
    )}
  </div>
);

/** Takes a link someone was sent and opens it, or says what is wrong with it. */
export const LinkField = ({ onLink }: { onLink: (link: string) => void }) => {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const refused = useSignal<Refused | undefined>(undefined);
  const submit = (event: Event) => {
    event.preventDefault();
    const pasted = readPastedLink(input.current?.value ?? "", new URL(location.href));
    if (pasted.name === "ours") return onLink(pasted.link);
    refused.value = pasted;
    input.current?.focus();
  };
  return (
    <form class="link-field" onSubmit={submit} noValidate>
      <label class="field__label" for={id}>
        {t("home.link-label")}
      </label>
      <div class="link-field__row">
        <input
          id={id}
          ref={input}
          class="input"
          type="text"
          inputMode="url"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          data-testid="link"
          placeholder={t("home.link-placeholder")}
          aria-invalid={refused.value?.name === "wrong"}
          aria-describedby={refused.value ? `${id}-refusal` : undefined}
          onInput={() => {
            refused.value = undefined;
          }}
        />
        <Button type="submit" data-testid="open-link">
          {t("home.link-join")}
        </Button>
      </div>
      {refused.value && <Refusal refused={refused.value} id={`${id}-refusal`} />}
    </form>
  );
};
