import { User } from "lucide";
import "./avatar.css";
import { Icon } from "./icon.tsx";

const COLOURS = 8;

/** First letters of the first and last word: "Ada King Lovelace" gives "AL"; "" for a name without letters. */
export const initials = (name: string): string => {
  const letters = name
    .split(/\s+/)
    .map((word) => /[\p{L}\p{N}]/u.exec(word)?.[0] ?? "")
    .filter((letter) => letter !== "");
  return [letters.at(0), letters.length > 1 ? letters.at(-1) : ""].join("").toLocaleUpperCase();
};

/** Always the same of eight colours for the same name. */
export const colourOf = (name: string): number => {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % COLOURS;
};

/** A person without a picture: initials on a colour. Decoration beside the written name. */
export const Avatar = ({ name }: { name: string }) => {
  const letters = initials(name);
  return (
    <span class={`avatar avatar--${colourOf(name)}`} aria-hidden="true">
      {letters || <Icon icon={User} />}
    </span>
  );
};
