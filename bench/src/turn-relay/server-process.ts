// One server to be measured, in a process of its own: `server-process.js direct|thread|bare <cert> <key>`.
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createServer as createTlsServer } from "node:tls";
import { createTurnServer, createTurnThread, type Listen, type TurnServerOptions } from "@onecall/turn";
import { ADMITTED, HOST, SECRET } from "./setting.ts";

const [kind, certFile = "", keyFile = ""] = process.argv.slice(2);
const MANY = 1e6;
const options: Omit<TurnServerOptions, "listen"> = {
  secrets: [SECRET],
  limits: {
    allocations: 15_000,
    allocationsPerAddress: 15_000,
    allocationsPerUser: 100,
    allocatesPerSecond: MANY,
    allocatesPerSecondPerAddress: MANY,
    challengesPerSecondPerAddress: MANY,
    connections: MANY,
    connectionsPerAddress: MANY,
    bitsPerSecond: 100 * MANY,
    bytesPerCall: MANY * MANY,
  },
  relayAddresses: { ipv4: HOST },
};
const udp: Listen = { transport: "udp", host: HOST, port: 0 };

/** Ports by transport. */
async function start(): Promise<{ udp: number; tcp?: number; tls?: number }> {
  const tls = () => ({ cert: readFileSync(certFile), key: readFileSync(keyFile) });
  if (kind === "bare") return { udp: await startBare() };
  if (kind === "direct") {
    const tcp: Listen = { transport: "tcp", host: HOST, port: 0 };
    const secure: Listen = { transport: "tls", host: HOST, port: 0, ...tls() };
    const server = await createTurnServer({ ...options, listen: [udp, tcp, secure] });
    for (const tag of ADMITTED) server.admit(tag);
    const [first, second, third] = server.listening.map(({ port }) => port);
    return { udp: first ?? 0, tcp: second ?? 0, tls: third ?? 0 };
  }
  const thread = await createTurnThread({ ...options, listen: [udp] });
  for (const tag of ADMITTED) await thread.admit(tag);
  const accept = (socket: Socket) =>
    socket.once("data", (first) => {
      socket.pause();
      thread.handOver(socket, first);
    });
  return {
    udp: thread.listening[0]?.port ?? 0,
    tcp: await portOf(createServer(accept)),
    tls: await portOf(createTlsServer(tls(), accept)),
  };
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, HOST);
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** The least a relay in Node can do: every datagram goes out again, to the port beside the one it came from. */
async function startBare(): Promise<number> {
  const lookup = (
    address: string,
    _: unknown,
    done: (error: null, address: string, family: number) => void,
  ) => done(null, address, 4);
  const socket = createSocket({ type: "udp4", recvBufferSize: 4 * 1024 * 1024, lookup });
  socket.on("message", (bytes, { address, port }) => socket.send(bytes, 0, bytes.length, port ^ 1, address));
  const listening = once(socket, "listening");
  socket.bind(0, HOST);
  await listening;
  return socket.address().port;
}

const delays = monitorEventLoopDelay({ resolution: 1 });

/** What main.js wants to know. */
process.on("message", (wish) => {
  if (wish === "watch delays") {
    delays.reset();
    delays.enable();
  }
  if (wish === "collect garbage") globalThis.gc?.();
  if (wish === "tell delays") delays.disable();
  // Nanoseconds; a timer of 1 ms is what is delayed.
  process.send?.(wish === "tell delays" ? delays.percentile(99) / 1e6 - 1 : "done");
});
process.on("disconnect", () => process.exit());
process.send?.(await start());
