import { ProtocolError, parseLink } from "@onecall/protocol";
import { linkErrorText } from "../i18n/link-error.ts";
import { t } from "../i18n/translate.ts";

/** What a person put into the link field. */
export type PastedLink =
  | { readonly name: "ours"; readonly link: string }
  /** A call link of another site. */
  | { readonly name: "foreign"; readonly url: URL }
  | { readonly name: "wrong"; readonly text: string };

/** An address someone typed or copied without its scheme: `call.example/c/#...`. */
const WITHOUT_SCHEME = /^[^\s/#:]+(:\d+)?\/\S*#/;
/** The address itself, without what a mail program put around it. */
const ADDRESS = /https?:\/\/[^\s<>"']+#[\w-]{44}/i;

/** Reads what was pasted on a page of the site `here`. */
export const readPastedLink = (pasted: string, here: URL): PastedLink => {
  const trimmed = pasted.trim();
  if (trimmed === "") return { name: "wrong", text: t("home.link-empty") };
  const link = WITHOUT_SCHEME.test(trimmed) ? `https://${trimmed}` : trimmed;
  try {
    parseLink(link);
    const [address] = ADDRESS.exec(link) ?? [];
    const url = new URL(address ?? link, here);
    return url.host === here.host ? { name: "ours", link } : { name: "foreign", url };
  } catch (error) {
    return {
      name: "wrong",
      text: error instanceof ProtocolError ? linkErrorText(error.code) : t("link.malformed"),
    };
  }
};
