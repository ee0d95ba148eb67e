import { fileURLToPath } from "node:url";
import {
  boolean,
  host,
  integer,
  type Kind,
  networks,
  oneOf,
  origin,
  origins,
  rate,
  seconds,
  text,
} from "./kinds.ts";
import { externalTurn, iceUrls, portOrNone, portRange, publicAddresses, secrets } from "./turn-kinds.ts";

/** One setting: `fallback` is the default, as it would be written in an environment variable; undefined means none. */
interface Setting<T> {
  readonly kind: Kind<T>;
  readonly fallback: string | undefined;
  readonly help: string;
}

const setting = <T>(kind: Kind<T>, fallback: string, help: string): Setting<T> & { fallback: string } => ({
  kind,
  fallback,
  help,
});
const optional = <T>(kind: Kind<T>, help: string): Setting<T> & { fallback: undefined } => ({
  kind,
  fallback: undefined,
  help,
});

/** The built web app beside this package, seen from `src/config` as from `dist/config`. */
const WEB_ROOT = fileURLToPath(new URL("../../../web/dist/app", import.meta.url));

/**
 * Every setting, once: flags (`--public-url`), environment (`ONECALL_PUBLIC_URL`), file (`"publicUrl"`) and `--help` are made
 * from this table. Rates are `burst:per-minute`, per client address unless said otherwise (IPv6: per /64).
 */
export const SETTINGS = {
  host: setting(host, "*", "Address to listen on; * is every address of this machine, IPv4 and IPv6"),
  port: setting(integer(0, 65_535, "number"), "7000", "Port to listen on; 0 takes any free one"),
  cert: optional(
    text("file"),
    "Certificate with its chain, PEM: the port speaks https, wss and TURN over TLS",
  ),
  key: optional(text("file"), "Private key of the certificate, PEM"),
  publicUrl: optional(origin, "Address people open, when it is not http://localhost:<port>"),
  origins: setting(origins, "", "Addresses of other sites that may use this server's signalling"),
  webRoot: setting(text("folder"), WEB_ROOT, "Folder of the built web app, or none for signalling only"),
  polling: setting(
    boolean,
    "true",
    "Long-polling for networks that block WebSocket; --no-polling switches it off",
  ),
  trustedProxies: setting(
    networks,
    "",
    "Reverse proxies whose X-Forwarded-For, X-Forwarded-Proto and PROXY protocol are believed",
  ),
  turn: setting(
    oneOf("same-call", "public", "off"),
    "same-call",
    "The STUN and TURN server on the same port: relays between the two ends of one call only, to everyone, or off",
  ),
  turnPort: optional(portOrNone, "Second UDP port of STUN and TURN, or none; 3478 if it is free"),
  turnAddress: setting(
    publicAddresses,
    "",
    "Addresses by which the internet reaches this machine, when it does not have them itself; stun:host:port asks there",
  ),
  turnUrls: setting(
    iceUrls,
    "",
    "What devices are told of the STUN and TURN server, when they can not reach it by the name and port of the page",
  ),
  turnSecrets: setting(
    secrets,
    "",
    "Shared secrets of TURN credentials, the first one issues; made at each start unless given",
  ),
  turnPorts: setting(portRange, "50000-59999", "With --turn public: ports of the relay sockets"),
  turnDenied: setting(
    networks,
    "",
    "With --turn public: networks nobody may reach, besides all special ones",
  ),
  turnAllowed: setting(networks, "", "With --turn public: special networks that may be reached all the same"),
  turnAllocations: setting(
    integer(10, 100_000),
    "4000",
    "TURN allocations at once; a call has up to 16 of each device while it is set up",
  ),
  turnAllocationsPerAddress: setting(
    integer(10, 100_000),
    "400",
    "The same of one client address, as an office has one",
  ),
  turnExternal: setting(externalTurn, "[]", "TURN servers elsewhere that share a secret with this one"),
  logLevel: setting(
    oneOf("silent", "error", "warn", "info", "debug"),
    "warn",
    "What is logged, as JSON on stderr: silent, error, warn, info or debug",
  ),
  joinTimeout: setting(seconds(600), "10", "Time a connection has to join a room"),
  seatGrace: setting(seconds(86_400), "120", "How long the guest's seat waits for a lost connection"),
  placeGrace: setting(seconds(86_400), "30", "How long a place in the queue waits for a lost connection"),
  knockWait: setting(seconds(86_400), "600", "How long a knock waits for an absent host"),
  drainTimeout: setting(seconds(3_600), "20", "How long SIGTERM waits for devices to move to another server"),
  relayTimeout: setting(
    seconds(86_400),
    "0",
    "How long SIGTERM waits for relayed calls to end, which this process carries; they reconnect over a new one",
  ),
  overloadDelay: setting(
    integer(0, 60_000, "ms"),
    "200",
    "Newcomers are refused while the server reacts slower than this for 5 s; 0 never refuses",
  ),
  openConnections: setting(integer(1, 1_000_000), "256", "Connections open at once per client address"),
  limitConnections: setting(rate, "600:600", "New connections"),
  limitJoins: setting(rate, "600:600", "Joins"),
  limitFailedProofs: setting(
    rate,
    "30:30",
    "Joins with a wrong proof; above it the address is refused for 10 minutes",
  ),
  limitRooms: setting(rate, "300:60", "Rooms opened by their hosts"),
  limitKnocks: setting(rate, "20:20", "Knocks"),
  limitRoomKnocks: setting(rate, "6:6", "Knocks at one room, from all addresses together"),
  limitRoomKnocksLong: setting(rate, "30:0.5", "The same over a longer time"),
  limitTurn: setting(rate, "120:60", "Requests for TURN credentials of one device in one room"),
  limitFrames: setting(rate, "200:1200", "Events of one connection"),
  limitFrameBytes: setting(rate, "1048576:3932160", "Bytes of the frames of one connection"),
  limitHttp: setting(rate, "60:60", "Requests other than for the web app and signalling"),
} as const;

export type SettingName = keyof typeof SETTINGS;
type Value<S> = S extends Setting<infer T> ? (S extends { fallback: undefined } ? T | undefined : T) : never;

/** Every setting with its value; times in seconds. */
export type Config = { readonly [N in SettingName]: Value<(typeof SETTINGS)[N]> };

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[]; // Object.keys forgets the type of the keys.

/** `publicUrl` -> `public-url`: the flag without its dashes. */
export const flagOf = (name: SettingName): string =>
  name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);

/** `publicUrl` -> `ONECALL_PUBLIC_URL`. */
export const variableOf = (name: SettingName): string =>
  `ONECALL_${flagOf(name).replaceAll("-", "_").toUpperCase()}`;
