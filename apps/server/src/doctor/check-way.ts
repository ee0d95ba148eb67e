import {
  type Allocation,
  askBinding,
  askChallenge,
  type ConnectOptions,
  connectTo,
  openAllocation,
  TurnClientError,
} from "@onecall/turn/client";
import { checkRelay } from "./check-relay.ts";
import type { CheckedServer } from "./checked-server.ts";
import { doctorCredentials } from "./doctor-credentials.ts";
import { type Finding, fromError, ok, unchecked, wrong } from "./finding.ts";
import type { Way } from "./ways.ts";
import { whyUnauthorized } from "./why-unauthorized.ts";

/** How the network is used; for both the defaults are those of the client. */
export type Network = Pick<ConnectOptions, "timeout" | "ca">;

/** Goes one way to one server, as far as a device would. */
export const checkWay = async (server: CheckedServer, way: Way, network: Network): Promise<Finding> => {
  const options = { ...network, address: way.ip };
  try {
    if (way.server.scheme.startsWith("stun")) return await checkBinding(way, options);
    const [secret] = server.secrets;
    if (secret === undefined) return await checkChallenge(way, options);
    return await checkAllocations(server, secret, way, options);
  } catch (error) {
    if (!(error instanceof TurnClientError)) throw error;
    if (error.code === "unreachable" && way.family !== undefined) {
      return unchecked(`This machine has no way to IPv${way.family} addresses.`);
    }
    return fromError(error);
  }
};

const checkBinding = async ({ server }: Way, options: ConnectOptions): Promise<Finding> => {
  const connection = await connectTo(server, options);
  try {
    const started = performance.now();
    await askBinding(connection);
    return ok(`Tells devices their address, ${since(started)}.`);
  } finally {
    connection.close();
  }
};

/** All that can be seen of the own server while only it knows the secrets. */
const checkChallenge = async ({ server }: Way, options: ConnectOptions): Promise<Finding> => {
  const connection = await connectTo(server, options);
  try {
    await askBinding(connection);
    const challenge = await askChallenge(connection);
    if (challenge === undefined) return OPEN_TO_ALL;
    return unchecked(
      "Answers and asks for credentials; whether it relays can only be seen with turnSecrets set.",
    );
  } finally {
    connection.close();
  }
};

const OPEN_TO_ALL = wrong("It relays for anyone, without credentials. Set use-auth-secret and a secret.");

const checkAllocations = async (
  server: CheckedServer,
  secret: string,
  way: Way,
  options: ConnectOptions,
): Promise<Finding> => {
  const started = performance.now();
  const credentials = doctorCredentials(server.kind, secret);
  const open: Allocation[] = [];
  try {
    for (let count = 0; count < 2; count++) open.push(await openAllocation(way.server, credentials, options));
    const [one, two] = open;
    if (one === undefined || two === undefined) throw new RangeError("two allocations were opened");
    if (!one.wasAskedWho) return OPEN_TO_ALL;
    const relay = await checkRelay(server, way, one, two);
    return relay ?? ok(`Relays both ways, ${since(started)}.`);
  } catch (error) {
    if (!(error instanceof TurnClientError)) throw error;
    if (error.refusal?.status === 401) return await whyUnauthorized(server, way.server, options);
    // Silence, or the connection is closed after it: coturn does both.
    const isIgnored = error.code === "timeout" || error.code === "closed";
    if (isIgnored && (await answersBinding(way, options))) return STUN_ALONE;
    throw error;
  } finally {
    await Promise.all(open.map((allocation) => allocation.close()));
  }
};

const STUN_ALONE = wrong(
  "It answers STUN and not TURN. Check that it is to relay: coturn without stun-only.",
);

const answersBinding = async ({ server }: Way, options: ConnectOptions): Promise<boolean> => {
  try {
    const connection = await connectTo(server, options);
    await askBinding(connection).finally(() => connection.close());
    return true;
  } catch (error) {
    if (error instanceof TurnClientError) return false;
    throw error;
  }
};

const since = (started: number) => `${Math.ceil(performance.now() - started)} ms`;
