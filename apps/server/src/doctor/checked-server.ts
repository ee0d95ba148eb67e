import type { Config } from "../config/schema.ts";
import { ownUrls } from "../turn/own-urls.ts";
import { publicAddresses } from "../turn/public-addresses.ts";
import type { Reached } from "../turn/reached.ts";

/** The settings that say which STUN and TURN servers devices are told of. */
export type DoctorConfig = Pick<
  Config,
  | "host"
  | "port"
  | "cert"
  | "publicUrl"
  | "turn"
  | "turnPort"
  | "turnAddress"
  | "turnUrls"
  | "turnSecrets"
  | "turnExternal"
>;

/** One server and everything that is needed to ask it for relaying. */
export interface CheckedServer {
  readonly kind: "own" | "external";
  /** Empty when nobody but the running server can know. */
  readonly urls: readonly string[];
  /** The first one is what devices get credentials of. Empty when only the running server knows them. */
  readonly secrets: readonly string[];
  readonly region: string | undefined;
}

/** The own server first. @throws StartError when turnAddress names a STUN server that does not answer */
export const checkedServers = async (config: DoctorConfig): Promise<CheckedServer[]> => [
  ...(config.turn === "off" ? [] : [await ownServer(config)]),
  ...config.turnExternal.map(
    ({ urls, secrets, region }): CheckedServer => ({ kind: "external", urls, secrets, region }),
  ),
];

const ownServer = async (config: DoctorConfig): Promise<CheckedServer> => {
  const { port, turnPort, turnAddress, turnUrls, turnSecrets } = config;
  const { ipv4, ipv6 } = await publicAddresses(turnAddress);
  const place = reached(config);
  const { stun, turn } = ownUrls(
    {
      port,
      // Without the setting it is 3478 if that was free, which only the running server knows.
      secondPort: typeof turnPort === "number" ? turnPort : undefined,
      urls: turnUrls,
      addresses: [ipv4, ipv6].filter((address) => address !== undefined),
    },
    place,
  );
  const isKnown = turnUrls.length > 0 || place.port !== 0;
  return { kind: "own", urls: isKnown ? [...stun, ...turn] : [], secrets: turnSecrets, region: undefined };
};

/** How devices reach the page, as far as the settings tell. */
const reached = ({ host, port, cert, publicUrl }: DoctorConfig): Reached => {
  if (publicUrl === undefined) {
    const name = host === "*" ? "localhost" : host.includes(":") ? `[${host}]` : host;
    return { name, port, isSecure: cert !== undefined, isProxied: false };
  }
  const url = new URL(publicUrl);
  const isSecure = url.protocol === "https:";
  return {
    name: url.hostname,
    port: url.port === "" ? (isSecure ? 443 : 80) : Number(url.port),
    isSecure,
    // Without a certificate of its own, someone in front of it speaks https.
    isProxied: isSecure && cert === undefined,
  };
};
