import type { ChildProcess, SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { NetlabError } from "./errors.ts";

/** Runs in the namespace: one connection to a port there, its bytes on standard input and output. */
const CARRIER = `
const socket = require("node:net").connect(Number(process.argv[1]), "127.0.0.1");
socket.on("error", () => process.exit(1));
process.stdin.pipe(socket).pipe(process.stdout);
`;

/** Where programs can be started. */
interface Place {
  spawn(program: string, args: readonly string[], options: SpawnOptions): ChildProcess;
}

/** A port of 127.0.0.1 in a namespace, reachable at the same port of 127.0.0.1 outside. */
export class Forward implements AsyncDisposable {
  readonly port: number;
  readonly #server: Server;
  readonly #connections = new Set<Socket>();

  private constructor(place: Place, server: Server, port: number) {
    this.#server = server;
    this.port = port;
    server.on("connection", (socket) => this.#carry(place, socket));
  }

  /** @throws NetlabError `port-in-use` */
  static async open(place: Place, port: number): Promise<Forward> {
    const server = createServer({ allowHalfOpen: false });
    server.listen(port, "127.0.0.1");
    await once(server, "listening").catch((cause: unknown) => {
      throw new NetlabError("port-in-use", String(port), cause);
    });
    const address = server.address();
    // Only sockets with a path have a string for an address.
    return new Forward(place, server, typeof address === "object" && address ? address.port : port);
  }

  #carry(place: Place, socket: Socket): void {
    const carrier = place.spawn(process.execPath, ["-e", CARRIER, String(this.port)], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#connections.add(socket);
    const end = () => {
      this.#connections.delete(socket);
      socket.destroy();
      carrier.kill("SIGKILL");
    };
    carrier.once("error", end).once("close", end);
    socket.once("error", end).once("close", end);
    carrier.stdin?.on("error", end);
    if (carrier.stdin && carrier.stdout) socket.pipe(carrier.stdin);
    carrier.stdout?.pipe(socket);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#connections) socket.destroy();
    await closed;
  }
}
