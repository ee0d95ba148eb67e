const SENTENCES = {
  "not-linux": "Networks on one machine are made of Linux network namespaces. Run this on Linux.",
  "not-root": "Only root can make network namespaces. Run this as root.",
  "program-missing":
    "This program is needed and not installed. On Debian: apt-get install iproute2 iptables procps",
  "name-invalid": "A name has 1 to 32 lower-case letters, digits or dashes and is not taken.",
  "domain-invalid": "A domain name has letters, digits, dots and dashes.",
  "tun-missing":
    "A line needs the device /dev/net/tun. On a machine of your own: modprobe tun; a container has to be given it.",
  "line-invalid": "A line can not be set to that.",
  "line-gone": "This line is no longer there: its host moved, or its lab was closed.",
  "no-gateway": "This host is at the internet itself. Add it with a NAT or a firewall to change that later.",
  "no-lab": "No lab is open. Open one in another terminal: npm run netlab",
  "no-such-lab": "No lab with this number is open.",
  full: "A lab has room for 32 hosts. Open another one.",
  closed: "This lab is closed.",
  "port-in-use": "Another program of this machine listens on that port of 127.0.0.1.",
  "command-failed": "The system refused a step of making the network.",
} as const;

/** What can go wrong with a lab. */
export type NetlabErrorCode = keyof typeof SENTENCES;

/** The one error class of this package; the message says what to do, `cause` what the system said. */
export class NetlabError extends Error {
  override readonly name = "NetlabError";
  readonly code: NetlabErrorCode;

  constructor(code: NetlabErrorCode, detail?: string, cause?: unknown) {
    const sentence = detail === undefined ? SENTENCES[code] : `${detail}: ${SENTENCES[code]}`;
    super(sentence, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
