import type { IpAddress } from "../stun/ip-address.ts";
import { ExpiryQueue } from "./expiry-queue.ts";
import { Counters } from "./metrics.ts";
import { Nonces } from "./nonce.ts";
import type { PeerPolicy } from "./policy/peer-policy.ts";
import { PublicPolicy } from "./policy/public.ts";
import { SameCallPolicy } from "./policy/same-call.ts";
import { Registry } from "./registry.ts";
import { RelayedPorts } from "./relayed-ports.ts";
import type { Alternates, CoreSettings } from "./settings.ts";
import { addressKey, KeyedBuckets, networkKey, TokenBucket } from "./token-bucket.ts";
import { UserHashes } from "./user-hashes.ts";

/** Relayed ports that are only numbers: the dynamic range (RFC 6335). */
const NUMBERS = { firstPort: 49_152, lastPort: 65_535 };

/** What all methods share. */
export class ServerState {
  readonly settings: CoreSettings;
  readonly queue = new ExpiryQueue();
  readonly counters = new Counters();
  readonly registry: Registry;
  readonly policy: PeerPolicy;
  readonly nonces: Nonces;
  readonly hashes: UserHashes;
  /** Where new clients go while this server is being emptied; undefined while it is not. */
  draining: Alternates | undefined;
  /** Milliseconds since 1970 minus milliseconds of the server's clock. */
  wallOffset = 0;
  readonly #challenges: KeyedBuckets;
  readonly #bindings: KeyedBuckets;
  readonly #allocates: KeyedBuckets;
  readonly #allAllocates: TokenBucket;

  constructor(settings: CoreSettings, now: number) {
    this.settings = settings;
    const { limits, policy } = settings;
    const { firstPort, lastPort } = policy.kind === "public" ? policy : NUMBERS;
    const ports = new RelayedPorts(firstPort, lastPort, this.queue);
    this.registry = new Registry(settings, this.queue, this.counters, ports);
    this.policy =
      policy.kind === "public"
        ? new PublicPolicy(policy, this.registry.find)
        : new SameCallPolicy(this.registry.find);
    this.nonces = new Nonces(settings.nonceKey, limits.nonceLifetime);
    this.hashes = new UserHashes(settings.realm, this.queue);
    this.#challenges = new KeyedBuckets(limits.challengesPerSecondPerAddress);
    this.#bindings = new KeyedBuckets(limits.bindingsPerSecondPerNetwork);
    this.#allocates = new KeyedBuckets(limits.allocatesPerSecondPerAddress);
    this.#allAllocates = new TokenBucket(limits.allocatesPerSecond, 2 * limits.allocatesPerSecond, now);
  }

  /** Seconds since 1970. */
  seconds(now: number): number {
    return (now + this.wallOffset) / 1000;
  }

  mayChallenge(ip: IpAddress, now: number): boolean {
    return this.#challenges.take(addressKey(ip), now);
  }

  mayBind(ip: IpAddress, now: number): boolean {
    return this.#bindings.take(networkKey(ip), now);
  }

  mayAllocateFrom(ip: IpAddress, now: number): boolean {
    return this.#allocates.take(addressKey(ip), now);
  }

  mayAllocate(now: number): boolean {
    return this.#allAllocates.take(1, now);
  }
}
