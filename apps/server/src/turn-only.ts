import { randomBytes } from "node:crypto";
import type { Config } from "./config/schema.ts";
import { ClientAddress } from "./http/address.ts";
import { Log } from "./log/log.ts";
import { FrontDoor } from "./port/front-door.ts";
import { readKeyPair } from "./port/key-pair.ts";
import { StartError } from "./start-error.ts";
import { Turn } from "./turn/turn.ts";

/** STUN and TURN that listen. */
export interface TurnOnlyServer {
  /** UDP, TCP and, with a certificate, TLS. */
  readonly port: number;
  close(): Promise<void>;
  /** Takes nothing new, waits up to `relayTimeout` for calls it relays, then closes. */
  drain(): Promise<void>;
}

/**
 * Starts STUN and TURN without the rest, for servers that share a secret with it. They issue credentials after both people
 * said yes, so that whoever has them may relay, to the other end of the same call still.
 * @throws StartError when it can not start, with the sentence for the person who starts it
 */
export const createTurnOnlyServer = async (
  config: Config,
  logTo: { write(line: string): void },
): Promise<TurnOnlyServer> => {
  if (config.turnSecrets.length === 0)
    throw new StartError(
      "config-value",
      "onecall turn needs the secret it shares with the servers that use it: set ONECALL_TURN_SECRETS, made with openssl rand -base64 32.",
    );
  if (config.turn === "off")
    throw new StartError("config-value", "onecall turn with --turn off has nothing to do.");
  const log = new Log(config.logLevel, randomBytes(3).toString("hex"), logTo);
  const address = new ClientAddress(config.trustedProxies);
  const door = new FrontDoor({
    keyPair: readKeyPair(config),
    isProxy: (from) => address.isProxy(from),
    visitors: {
      turn: (socket, firstBytes) => (turn ? turn.take(socket, firstBytes) : socket.destroy()),
      http: (socket) => socket.destroy(),
      plainHttp: (socket) => socket.destroy(),
    },
  });
  let turn: Turn | undefined;
  try {
    turn = await Turn.start(config, door, log, "all");
    door.open();
  } catch (error) {
    door.hangUp();
    await door.close();
    throw error;
  }
  const { port } = turn;
  log.info("started", { port });
  const close = async () => {
    door.hangUp();
    await Promise.all([door.close(), turn?.stop()]);
    log.info("stopped");
  };
  return {
    port,
    close,
    drain: async () => {
      log.info("draining");
      await turn?.drain(config.relayTimeout * 1_000);
      await close();
    },
  };
};
