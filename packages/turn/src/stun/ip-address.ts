/** IPv4 or IPv6. */
export type Family = 4 | 6;

/**
 * An IP address as four 32-bit words, so that the relay compares addresses without making strings. An IPv4 address
 * sits in `w0`, the other words are 0. `text` is canonical: dotted, or RFC 5952 in lower case.
 */
export interface IpAddress {
  readonly family: Family;
  readonly w0: number;
  readonly w1: number;
  readonly w2: number;
  readonly w3: number;
  readonly text: string;
}

/** An address and a port, 0-65535. */
export interface TransportAddress {
  readonly ip: IpAddress;
  readonly port: number;
}

/** The IPv4 address in one word. */
export function ipv4(word: number): IpAddress {
  const text = `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
  return { family: 4, w0: word | 0, w1: 0, w2: 0, w3: 0, text };
}

/** The IPv6 address in four words. */
export function ipv6(w0: number, w1: number, w2: number, w3: number): IpAddress {
  return { family: 6, w0: w0 | 0, w1: w1 | 0, w2: w2 | 0, w3: w3 | 0, text: formatIpv6([w0, w1, w2, w3]) };
}

/** Reads dotted IPv4 and RFC 4291 IPv6 text, a zone (`%eth0`) ignored. @returns undefined for anything else */
export function parseIp(text: string): IpAddress | undefined {
  if (!text.includes(":")) {
    const word = parseIpv4(text);
    return word === undefined ? undefined : ipv4(word);
  }
  const zone = text.indexOf("%");
  const groups = parseIpv6(zone === -1 ? text : text.slice(0, zone));
  if (groups === undefined) return undefined;
  const word = (at: number) => ((groups[at] ?? 0) << 16) | (groups[at + 1] ?? 0);
  return ipv6(word(0), word(2), word(4), word(6));
}

/** Whether both are the same address. Allocates nothing. */
export function sameIp(a: IpAddress, b: IpAddress): boolean {
  return a.family === b.family && a.w0 === b.w0 && a.w1 === b.w1 && a.w2 === b.w2 && a.w3 === b.w3;
}

/** IPv4 inside `::ffff:0:0/96` comes out as IPv4: sockets that serve both families report it so. */
export function unmapped(ip: IpAddress): IpAddress {
  const mapped = ip.family === 6 && ip.w0 === 0 && ip.w1 === 0 && ip.w2 === 0xffff;
  return mapped ? ipv4(ip.w3) : ip;
}

function parseIpv4(text: string): number | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let word = 0;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    word = (word << 8) | Number(part);
  }
  return word;
}

function parseIpv6(text: string): number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0] ?? "");
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? "") : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

function parseGroups(text: string): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1 && part.includes(".")) {
      const word = parseIpv4(part);
      if (word === undefined) return undefined;
      groups.push(word >>> 16, word & 0xffff);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      return undefined;
    }
  }
  return groups;
}

function formatIpv6(words: readonly number[]): string {
  const groups = words.flatMap((word) => [(word >>> 16) & 0xffff, word & 0xffff]);
  let from = -1;
  let longest = 1;
  for (let at = 0; at < 8; at++) {
    let end = at;
    while (end < 8 && groups[end] === 0) end++;
    if (end - at > longest) {
      from = at;
      longest = end - at;
    }
    if (end > at) at = end;
  }
  const hex = (part: readonly number[]) => part.map((group) => group.toString(16)).join(":");
  return from === -1 ? hex(groups) : `${hex(groups.slice(0, from))}::${hex(groups.slice(from + longest))}`;
}
