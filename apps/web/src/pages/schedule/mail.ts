/** Opens the person's mail program with a letter to nobody yet (RFC 6068). Lines end with CR LF there. */
export const mailAddress = (subject: string, body: string): string =>
  `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body.replaceAll("\n", "\r\n"))}`;
