/** The two ends of a link in one family, and what they have in common. */
interface Range {
  /** Like `203.0.113.8/29`. */
  readonly net: string;
  readonly bits: number;
  /** The end nearer to the internet, which the other end sends everything to. */
  readonly near: string;
  readonly far: string;
}

export type Family = "ipv4" | "ipv6";

/** The addresses of a link. */
export type Subnet = Readonly<Record<Family, Range>>;

/** How many places the internet has for gateways and hosts: /29 subnets of a /24. */
export const PLACES = 32;

const ipv4 = (net: string, last: number, bits: number): Range => ({
  net: `${net}.${last}/${bits}`,
  bits,
  near: `${net}.${last + 1}`,
  far: `${net}.${last + 2}`,
});

const ipv6 = (n: number): Range => {
  const net = `2001:db8:${n.toString(16)}:`;
  return { net: `${net}:/64`, bits: 64, near: `${net}:1`, far: `${net}:2` };
};

/** Between the internet and place `n`: 203.0.113.0/29, 203.0.113.8/29, ...; 2001:db8:1::/64, ... (RFC 5737, RFC 3849). */
export const publicSubnet = (n: number): Subnet => ({
  ipv4: ipv4("203.0.113", 8 * n, 29),
  ipv6: ipv6(n + 1),
});

/** Behind the gateway of place `n`, reached by the same addresses: 198.51.100.0/29, ...; 2001:db8:100::/64, ... */
export const routedSubnet = (n: number): Subnet => ({
  ipv4: ipv4("198.51.100", 8 * n, 29),
  ipv6: ipv6(0x100 + n),
});

/** Behind the NAT of place `n`: 192.168.0.0/24, ...; IPv6 is routed, not translated. */
export const privateSubnet = (n: number): Subnet => ({
  ...routedSubnet(n),
  ipv4: ipv4(`192.168.${n}`, 0, 24),
});
