/** One address of each special-purpose range of IPv4, and public ones. */
export const IPV4 = [
  "0.0.0.0",
  "10.0.0.1",
  "100.64.0.1",
  "127.0.0.1",
  "127.255.255.254",
  "169.254.169.254",
  "172.16.0.1",
  "192.0.0.1",
  "192.0.2.77",
  "192.31.196.1",
  "192.52.193.1",
  "192.88.99.1",
  "192.168.0.1",
  "192.175.48.1",
  "198.18.0.1",
  "198.51.100.1",
  "203.0.113.1",
  "224.0.0.1",
  "240.0.0.1",
  "255.255.255.255",
  "8.8.8.8",
];

/** The same of IPv6. */
export const IPV6 = [
  "::",
  "::1",
  "100::1",
  "2001::1",
  "2001:db8::1",
  "2002::1",
  "2620:4f:8000::1",
  "3fff::1",
  "5f00::1",
  "64:ff9b:1::1",
  "fc00::1",
  "fd12:3456::1",
  "fe80::1",
  "fec0::1",
  "ff02::1",
  "2001:4860:4860::8888",
];

/** Every way to write an IPv4 address in an IPv6 one. */
export function spellings(ipv4: string): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = ipv4.split(".").map(Number);
  const hex = (high: number, low: number) => (high * 256 + low).toString(16);
  const [first, second] = [hex(a, b), hex(c, d)];
  return [
    `::ffff:${ipv4}`,
    `::ffff:0:${first}:${second}`,
    `::${ipv4}`,
    `64:ff9b::${ipv4}`,
    `64:ff9b:1::${ipv4}`,
    `2002:${first}:${second}::1`,
    `2001:0:0:0:0:0:${hex(255 - a, 255 - b)}:${hex(255 - c, 255 - d)}`,
  ];
}
