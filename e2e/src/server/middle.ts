import { once } from "node:events";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer } from "ws";
import { until } from "../until.ts";
import { type Packet, readPacket, writePacket } from "./packet.ts";

/** Which way a packet goes. */
export type Way = "to-server" | "to-client";

/** One WebSocket through the middle. */
export interface Line {
  /** Role the device joined with, once it did. */
  readonly role: "host" | "guest" | undefined;
  /** Sends a packet as if the other end had. */
  send(way: Way, packet: Packet): void;
  /** Breaks it at both ends. */
  close(): void;
}

/** Decides what becomes of a packet: whatever it returns is sent on, in this order. */
export type Rule = (packet: Packet, way: Way, line: Line) => readonly Packet[];

/** One packet as it arrived, before any rule. */
export interface Passed {
  readonly line: Line;
  readonly way: Way;
  readonly text: string;
  readonly packet: Packet;
}

/** One answered HTTP request. */
export interface Fetched {
  readonly url: string;
  readonly type: string;
  readonly encoding: string;
  /** Bytes of the body as sent. */
  readonly bytes: number;
  readonly headers: IncomingMessage["headers"];
}

const HONEST: Rule = (packet) => [packet];

/**
 * Stands between browsers and the real server as its operator could: serves the same pages, sees every request and
 * every packet, and changes what it is told to.
 */
export class Middle implements AsyncDisposable {
  readonly passed: Passed[] = [];
  readonly fetched: Fetched[] = [];
  /** Request lines and headers of everything devices sent over HTTP. */
  readonly asked: string[] = [];
  rule: Rule = HONEST;
  readonly #target: URL;
  #origin = "";
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });

  private constructor(target: URL) {
    this.#target = target;
    this.#http = createServer((from, to) => this.#fetch(from, to));
    this.#http.on("upgrade", (from, socket, head) => this.#upgrade(from, socket, head));
  }

  /** @param target origin of the real server */
  static async before(target: string): Promise<Middle> {
    const middle = new Middle(new URL(target));
    await once(middle.#http.listen(0, "localhost"), "listening");
    const address = middle.#http.address();
    if (address === null || typeof address === "string") throw new Error("The middle listens on no port.");
    middle.#origin = `http://localhost:${address.port}`;
    return middle;
  }

  /** Origin where browsers find it; kept after the close, for answers that come in on the way out. */
  get origin(): string {
    return this.#origin;
  }

  /** Waits for a packet that went this way and fits. */
  async waitFor(what: string, way: Way, fits: (packet: Packet, line: Line) => boolean): Promise<Passed> {
    return await until(`the server sees ${what}`, () =>
      this.passed.find((one) => one.way === way && fits(one.packet, one.line)),
    );
  }

  #note(from: IncomingMessage): void {
    this.asked.push(`${from.method} ${from.url}\n${from.rawHeaders.join("\n")}`);
  }

  /** The real server knows only its own name. */
  #headers(from: IncomingMessage): IncomingMessage["headers"] {
    const { origin } = from.headers;
    const own = origin === undefined ? {} : { origin: origin === this.origin ? this.#target.origin : origin };
    return { ...from.headers, host: this.#target.host, ...own };
  }

  #fetch(from: IncomingMessage, to: ServerResponse): void {
    this.#note(from);
    const onward = request(new URL(from.url ?? "/", this.#target), {
      method: from.method,
      headers: this.#headers(from),
    });
    onward.on("response", (answer) => {
      const headers = Object.fromEntries(
        Object.entries(answer.headers).map(([name, value]) => [name, this.#ownName(value)]),
      );
      to.writeHead(answer.statusCode ?? 502, headers);
      let bytes = 0;
      answer.on("data", (piece: Buffer) => {
        bytes += piece.length;
      });
      answer.on("end", () => {
        const { "content-type": type = "", "content-encoding": encoding = "" } = answer.headers;
        this.fetched.push({ url: from.url ?? "", type, encoding, bytes, headers: answer.headers });
      });
      answer.pipe(to);
    });
    onward.on("error", () => to.destroy());
    from.pipe(onward);
  }

  /** The security policy names the real server's address; here it must name this one. */
  #ownName(value: string | string[] | undefined): string | string[] | undefined {
    return typeof value === "string" ? value.replaceAll(this.#target.host, new URL(this.origin).host) : value;
  }

  #upgrade(from: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#note(from);
    const { host, origin } = this.#headers(from);
    const server = new WebSocket(new URL(from.url ?? "/", this.#target.origin.replace("http", "ws")), {
      headers: { host, ...(origin === undefined ? {} : { origin }) },
    });
    server.once("error", () => socket.destroy());
    // Both ends listen in the very turn in which the server's end opens, so no early message is lost.
    server.once("open", () => {
      this.#sockets.handleUpgrade(from, socket, head, (client) => this.#join(client, server));
    });
  }

  #join(client: WebSocket, server: WebSocket): void {
    let role: Line["role"];
    const ends = { "to-server": server, "to-client": client };
    const line: Line = {
      get role() {
        return role;
      },
      send: (way, packet) => {
        if (ends[way].readyState === WebSocket.OPEN) ends[way].send(writePacket(packet));
      },
      close: () => {
        client.terminate();
        server.terminate();
      },
    };
    const pass = (way: Way, text: string): void => {
      const packet = readPacket(text);
      if (way === "to-server") role = roleIn(packet) ?? role;
      this.passed.push({ line, way, text, packet });
      for (const one of this.rule(packet, way, line)) line.send(way, one);
    };
    client.on("message", (data) => pass("to-server", String(data)));
    server.on("message", (data) => pass("to-client", String(data)));
    for (const [end, other] of [
      [client, server],
      [server, client],
    ] as const) {
      end.on("close", () => other.close());
      end.on("error", () => other.terminate());
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate();
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, "close");
  }
}

const roleIn = (packet: Packet): Line["role"] => {
  if (packet.kind !== "event" || packet.name !== "join") return undefined;
  if (typeof packet.payload !== "object" || packet.payload === null || !("role" in packet.payload))
    return undefined;
  const { role } = packet.payload;
  return role === "host" || role === "guest" ? role : undefined;
};
