import fc from "fast-check";
import { expect, test } from "vitest";
import { ProtocolError } from "./errors.ts";
import { formatFragment, parseFragment, parseLink } from "./link.ts";

const bytes16 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((value) => Uint8Array.from(value));
const links = fc.record({ secret: bytes16, hostKeyHash: bytes16 }, { noNullPrototype: true });
const FRAGMENT = "AQABAgMEBQYHCAkKCwwNDg-1HLaO58D_0ZHJ32uqEXoC";

const codeOf = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
  return "read";
};

test("LINK-1: 44 characters that read back as the same link", () => {
  fc.assert(
    fc.property(links, (link) => {
      const text = formatFragment(link);
      expect(text).toMatch(/^A[Q-Za-f][A-Za-z0-9_-]{42}$/);
      expect(parseFragment(text)).toEqual(link);
      expect(parseLink(text)).toEqual(link);
    }),
  );
});

test("LINK-2: cut off anywhere, it says so", () => {
  for (let length = 1; length < 44; length++) {
    expect(codeOf(() => parseFragment(FRAGMENT.slice(0, length)))).toBe("link-truncated");
    expect(codeOf(() => parseLink(`https://call.example/c/#${FRAGMENT.slice(0, length)}`))).toBe(
      "link-truncated",
    );
  }
  expect(codeOf(() => parseLink("https://call.example/c/#"))).toBe("link-truncated");
  expect(codeOf(() => parseLink("https://call.example/c/"))).toBe("link-truncated");
});

test.each([
  ["a newer version", `Ag${FRAGMENT.slice(2)}`, "link-version"],
  ["the newest version", `_w${FRAGMENT.slice(2)}`, "link-version"],
  ["version 0", `AA${FRAGMENT.slice(2)}`, "link-malformed"],
  ["one character more", `${FRAGMENT}A`, "link-malformed"],
  ["a character of plain base64", `${FRAGMENT.slice(0, 43)}+`, "link-malformed"],
  ["a space inside", `${FRAGMENT.slice(0, 20)} ${FRAGMENT.slice(21)}`, "link-malformed"],
  ["nothing", "", "link-malformed"],
])("LINK-2: %s", (_, text, code) => {
  expect(codeOf(() => parseFragment(text))).toBe(code);
});

test.each([
  [`https://call.example/c/#${FRAGMENT}`, "https://call.example"],
  [`https://call.example/c#${FRAGMENT}`, "https://call.example"],
  [`HTTPS://Call.Example/c/#${FRAGMENT}`, "https://call.example"],
  [`http://localhost:7000/c/#${FRAGMENT}`, "http://localhost:7000"],
  [`https://[2001:db8::1]:8443/c/#${FRAGMENT}`, "https://[2001:db8::1]:8443"],
  [`https://org.example/talk/room/c/#${FRAGMENT}`, "https://org.example"],
  [`https://call.example/c/?utm_source=mail#${FRAGMENT}`, "https://call.example"],
  [`  <https://call.example/c/#${FRAGMENT}>.\r\n`, "https://call.example"],
  [`"https://call.example/c/#${FRAGMENT}",`, "https://call.example"],
  [`(https://call.example/c/#${FRAGMENT})!`, "https://call.example"],
  [`\u201chttps://call.example/c/#${FRAGMENT}\u201d`, "https://call.example"],
  [`call.example/c/#${FRAGMENT}`, undefined],
  [`localhost:7000/c/#${FRAGMENT}`, undefined],
  [`#${FRAGMENT}`, undefined],
  [` ${FRAGMENT}\n`, undefined],
])("LINK-4: reads %j", (text, origin) => {
  const { origin: found, ...link } = parseLink(text);
  expect(found).toBe(origin);
  expect(formatFragment(link)).toBe(FRAGMENT);
});

test.each([
  `https://call.example/d/#${FRAGMENT}`,
  `https://call.example/#${FRAGMENT}`,
  `https://call.example/c/other#${FRAGMENT}`,
  `ftp://call.example/c/#${FRAGMENT}`,
  `javascript:alert(1)//c/#${FRAGMENT}`,
  `data:text/html,/c/#${FRAGMENT}`,
  `https://call.example/c/#${FRAGMENT}#${FRAGMENT}`,
  "https://",
  "https://call.example",
  "hello there",
  "",
  "#",
  "   ",
  `${" ".repeat(4096)}https://call.example/c/#${FRAGMENT}`,
  `${" ".repeat(100_000)}x${" ".repeat(100_000)}x`,
])("LINK-4: %j is not a call link", (text) => {
  expect(codeOf(() => parseLink(text))).toBe("link-malformed");
});

test("LINK-2, LINK-4: any text is read or refused with a code of its own, never with its content", () => {
  const text = fc.oneof(
    fc.string(),
    fc.webUrl({ withFragments: true }),
    fc.string({ unit: fc.constantFrom(...'#/:c.AQ_-<>" ') }),
    fc
      .tuple(fc.string(), fc.nat(50), fc.string())
      .map(([a, at, b]) => `${a}https://h/c/#${FRAGMENT.slice(0, at)}${b}`),
  );
  fc.assert(
    fc.property(text, (pasted) => {
      try {
        parseLink(pasted);
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError);
        expect(String(error)).not.toContain(FRAGMENT.slice(0, 12));
      }
    }),
    { numRuns: 2000 },
  );
});
