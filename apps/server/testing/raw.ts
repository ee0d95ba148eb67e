import { request } from "node:http";
import { connect } from "node:net";
import { WebSocket } from "ws";

/** Sends bytes as they are and returns all that came back until the server closed. */
export const rawBytes = (port: number, bytes: string | Buffer): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    let answer = "";
    socket.setEncoding("latin1").on("data", (text: string) => {
      answer += text;
    });
    socket.on("error", () => undefined).on("close", () => resolve(answer));
  });

export interface HttpAnswer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** One HTTP request on a connection of its own. */
export const http = (
  port: number,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const { method = "GET", headers = {} } = options;
    const outgoing = request({ host: "127.0.0.1", port, path, method, headers, agent: false }, (answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
    });
    outgoing.on("error", reject).end(options.body);
  });

/** A bare WebSocket to the signalling path, with an allowed origin unless given. */
export const webSocket = (
  port: number,
  options: { origin?: string | undefined; path?: string } = { origin: `http://127.0.0.1:${port}` },
): WebSocket =>
  new WebSocket(`ws://127.0.0.1:${port}${options.path ?? "/socket.io/?EIO=4&transport=websocket"}`, {
    ...(options.origin === undefined ? {} : { origin: options.origin }),
  });

/** Resolves with the status of the refused handshake, or 101. */
export const handshake = (socket: WebSocket): Promise<number> =>
  new Promise((resolve, reject) => {
    socket.once("open", () => resolve(101));
    socket.once("unexpected-response", (_request, answer) => {
      resolve(answer.statusCode ?? 0);
      answer.resume();
      socket.terminate();
    });
    socket.on("error", reject);
  });

/** A bare WebSocket past Engine.IO's and Socket.IO's handshakes, where events can be written by hand. */
export const joinable = (port: number): Promise<WebSocket> =>
  new Promise((resolve, reject) => {
    const socket = webSocket(port);
    socket.on("error", reject);
    socket.on("message", (data: Buffer) => {
      const text = data.toString();
      if (text.startsWith("0")) socket.send("40");
      if (text.startsWith('42["hello"')) resolve(socket);
    });
  });

/** Resolves with the close code. */
export const closed = (socket: WebSocket): Promise<number> =>
  new Promise((resolve) => {
    if (socket.readyState === WebSocket.CLOSED) resolve(0);
    socket.once("close", resolve);
  });
