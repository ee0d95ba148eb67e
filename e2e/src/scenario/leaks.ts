import { networkInterfaces } from "node:os";

/** Something that must not be readable, and how it would look. */
interface Secret {
  readonly what: string;
  /** Any of these byte strings gives it away. */
  readonly forms: readonly Buffer[];
}

const utf8 = (text: string): Buffer => Buffer.from(text, "utf8");

/** Every address of this machine, as text and, for IPv4, as four bytes. */
const ADDRESSES: readonly Secret[] = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .filter(({ internal }) => !internal)
  .map(({ address, family }) => ({
    what: "an address of this machine",
    forms: [utf8(address), ...(family === "IPv4" ? [Buffer.from(address.split(".").map(Number))] : [])],
  }));

const DESCRIPTIONS: readonly Secret[] = [
  "127.0.0.1",
  ".local ",
  "candidate:",
  "a=fingerprint",
  "a=ice-",
  "m=audio",
  "IN IP4",
].map((text) => ({ what: `"${text}", part of a description`, forms: [utf8(text)] }));

/** A name people gave; both in Latin letters and in any other. */
export const nameSecret = (name: string): Secret => ({ what: `the name ${name}`, forms: [utf8(name)] });

/** The secret of a link, as in the link and as bytes. */
export const linkSecret = (link: string): Secret => {
  const fragment = new URL(link).hash.slice(1);
  const bytes = Buffer.from(fragment, "base64url");
  return { what: "the link", forms: [utf8(fragment), bytes.subarray(1, 17)] };
};

/** Text and everything in it that is base64url of 12 bytes or more. */
const layers = (text: string): Buffer[] => [
  utf8(text),
  ...(text.match(/[A-Za-z0-9_-]{16,}/g) ?? []).map((run) => Buffer.from(run, "base64url")),
];

/**
 * What can be read in `texts` that nobody but the two devices may read: addresses, descriptions, and `secrets`.
 * @returns one sentence for each find, naming the beginning of the text it was found in
 */
export const leaksIn = (texts: readonly string[], secrets: readonly Secret[]): string[] =>
  texts.flatMap((text) => {
    const found = [...ADDRESSES, ...DESCRIPTIONS, ...secrets].filter(({ forms }) =>
      layers(text).some((layer) => forms.some((form) => layer.includes(form))),
    );
    return found.map(({ what }) => `${what} in ${text.slice(0, 80)}`);
  });
