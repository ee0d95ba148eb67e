import type { AckOf } from "@onecall/protocol";
import type { Environment } from "../environment.ts";
import { IceConfiguration, offersRelay } from "../peer/ice-config.ts";

/** What can be measured of a line before there is anyone at its other end, and without a relay's credentials (SPEC ICE-2). */
export interface ConnectionReport {
  /** The middle one of five questions to the server, ms; undefined when it does not answer. */
  readonly roundTrip: number | undefined;
  /** Whether packets over UDP get out and back; undefined when nothing here can tell. */
  readonly udp: boolean | undefined;
}

const QUESTIONS = 5;
/** Longest a STUN server may take, ms. */
const GATHER_WITHIN = 4_000;

/** The part of a seat that a check uses. */
export interface CheckedSeat {
  ping(): Promise<boolean>;
  turn(): Promise<AckOf<"turn"> | undefined>;
}

const measureRoundTrip = async (
  seat: CheckedSeat,
  { now }: Pick<Environment, "now">,
): Promise<number | undefined> => {
  const times: number[] = [];
  for (let question = 0; question < QUESTIONS; question++) {
    const asked = now();
    if (!(await seat.ping())) return undefined;
    times.push(now() - asked);
  }
  return times.sort((one, other) => one - other)[Math.floor(QUESTIONS / 2)];
};

/** What gathering with these servers told: the own address as the internet sees it, or that no server answered. */
const gather = (connection: RTCPeerConnection, { after, isChromium }: Environment) =>
  new Promise<boolean | undefined>((resolve) => {
    let failed = false;
    const done = (udp: boolean | undefined) => {
      cancel();
      resolve(udp);
    };
    const cancel = after(GATHER_WITHIN, () => done(failed ? false : undefined));
    connection.onicecandidateerror = () => {
      failed = true;
    };
    connection.onicecandidate = ({ candidate }) => {
      if (candidate?.type === "srflx") return done(true);
      // A browser that tells failures and told none has an address of its own on the internet, and leaves the same one out.
      if (candidate === null) done(failed ? false : isChromium || undefined);
    };
  });

const tryUdp = async (seat: CheckedSeat, environment: Environment): Promise<boolean | undefined> => {
  const answer = await seat.turn();
  if (!answer || !("ok" in answer)) return undefined;
  const servers = answer.servers.filter((server) => !offersRelay([server]));
  if (servers.length === 0) return undefined;
  const connection = new IceConfiguration(environment.RTCPeerConnection, {}).connect(servers);
  try {
    connection.createDataChannel("check");
    const gathered = gather(connection, environment);
    await connection.setLocalDescription();
    return await gathered;
  } catch {
    return undefined;
  } finally {
    connection.close();
  }
};

/** Measures the line of this device to the server; takes up to 5 s. Nobody else is told or reached. */
export const checkConnection = async (
  seat: CheckedSeat,
  environment: Environment,
): Promise<ConnectionReport> => {
  const roundTrip = await measureRoundTrip(seat, environment);
  return { roundTrip, udp: await tryUdp(seat, environment) };
};
