import type { AckOf, IceServer } from "@onecall/protocol";
import { type Credentials, issueCredentials } from "@onecall/turn";
import type { Config } from "../config/schema.ts";
import type { ExternalTurn } from "../config/turn-kinds.ts";
import type { RelayPlace } from "../rooms/relay-place.ts";
import type { OwnTurn } from "./own-turn.ts";
import { byNeed, ownUrls } from "./own-urls.ts";
import type { Reached } from "./reached.ts";

/** Answer to SPEC ICE-1. */
export type TurnAnswer = Extract<AckOf<"turn">, { ok: true }>;

interface IceServersOptions {
  readonly config: Pick<Config, "turn" | "turnUrls" | "turnExternal">;
  /** TCP port of the page. */
  readonly port: number;
  /** Undefined: there is no own server. */
  readonly turn: Pick<OwnTurn, "secondPort" | "addresses" | "credentials"> | undefined;
}

/** A place, and its call's name towards TURN servers. */
interface Mine extends RelayPlace {
  readonly tag: string;
}

/** Seconds for which credentials may be used to make an allocation. */
const CREDENTIAL_LIFETIME = 600;

/** What devices are told of STUN and TURN servers, and with which credentials (SPEC ICE-1, ICE-2). */
export class IceServers {
  readonly #options: IceServersOptions;

  constructor(options: IceServersOptions) {
    this.#options = options;
  }

  /** `mine`: which end of which call the device is; undefined for one that gets no credentials. */
  answer(mine: Mine | undefined, reached: Reached | undefined): TurnAnswer {
    const { turn, turnExternal } = this.#options.config;
    const own = reached ? this.#ownServers(reached, mine) : [];
    const servers = [...own, ...turnExternal.flatMap((server) => externalServers(server, mine))];
    const waits = turn === "public" || turnExternal.some(({ urls }) => byNeed(urls).turn.length > 0);
    const more = mine?.admitted === false && waits;
    return { ok: true, ttl: CREDENTIAL_LIFETIME, servers, ...(more && { more }) };
  }

  #ownServers(reached: Reached, mine: Mine | undefined): IceServer[] {
    const { config, port, turn } = this.#options;
    if (!turn) return [];
    const { secondPort } = turn;
    const addresses = Object.values(turn.addresses);
    const urls = ownUrls({ port, secondPort, addresses, urls: config.turnUrls }, reached);
    // Under the public policy nothing but the admission itself keeps a stranger from relaying.
    const mayAllocate = mine?.admitted || config.turn === "same-call";
    return entries(urls, mine && mayAllocate ? turn.credentials(mine.tag, mine.seat) : undefined);
  }
}

/** Other servers know nothing of admit: before it they are not named. */
const externalServers = ({ urls, secrets: [secret] }: ExternalTurn, mine: Mine | undefined): IceServer[] => {
  const expires = Math.floor(Date.now() / 1_000) + CREDENTIAL_LIFETIME;
  const isNamed = mine?.admitted && secret !== undefined;
  return entries(byNeed(urls), isNamed ? issueCredentials(secret, mine.tag, mine.seat, expires) : undefined);
};

const entries = (
  { stun, turn }: ReturnType<typeof byNeed>,
  credentials: Credentials | undefined,
): IceServer[] => {
  if (credentials && turn.length > 0) {
    // TURN answers what STUN would (RFC 8656 section 7.3), and from five addresses on Firefox warns of the delay.
    const { username, password: credential } = credentials;
    return [{ urls: [...turn], username, credential }];
  }
  return stun.length > 0 ? [{ urls: [...stun] }] : [];
};
