import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { NetlabError } from "../errors.ts";
import { pidOf } from "../owner.ts";
import { folderOf, foldersOfLabs } from "../remove.ts";
import type { Outcome } from "./desk.ts";
import { complaint, UsageError } from "./usage.ts";

/** A command from another terminal. */
export interface Request {
  readonly words: readonly string[];
  /** Which file names start from. */
  readonly folder: string;
}

type Answer = Outcome | { readonly kind: "refused"; readonly sentence: string; readonly usage: boolean };

const FILE = "control";

/** Where a lab takes commands of other terminals of the same user: a socket in the folder of its internet. */
export class Control implements AsyncDisposable {
  readonly #server: Server;
  readonly #connections = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param internet name of the namespace */
  static async open(internet: string, perform: (request: Request) => Promise<Outcome>): Promise<Control> {
    const server = createServer();
    const control = new Control(server);
    server.on("connection", (socket) => control.#serve(socket, perform));
    server.listen(join(folderOf(internet), FILE));
    await once(server, "listening");
    return control;
  }

  #serve(socket: Socket, perform: (request: Request) => Promise<Outcome>): void {
    this.#connections.add(socket);
    // Who asked and went away gets no answer.
    socket.on("error", () => undefined).on("close", () => this.#connections.delete(socket));
    createInterface({ input: socket }).once("line", async (line) => {
      const answer = await answerTo(line, perform);
      socket.write(`${JSON.stringify(answer)}\n`);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#connections) socket.end();
    await closed;
  }
}

const answerTo = async (line: string, perform: (request: Request) => Promise<Outcome>): Promise<Answer> => {
  try {
    return await perform(JSON.parse(line));
  } catch (error) {
    const { sentence, exitCode } = complaint(error);
    return { kind: "refused", sentence, usage: exitCode === 2 };
  }
};

/** The labs that take commands: number of the process and path of the socket. */
const openLabs = async (): Promise<ReadonlyMap<number, string>> => {
  const found = (await foldersOfLabs())
    .map((name) => [pidOf(name), join(folderOf(name), FILE)] as const)
    .filter(([, path]) => existsSync(path));
  return new Map(found);
};

const choose = async (number: number | undefined): Promise<string> => {
  const labs = await openLabs();
  const [only] = labs.values();
  const path = number === undefined ? only : labs.get(number);
  if (number === undefined && labs.size > 1)
    throw new UsageError(
      `Several labs are open; say which, like --lab ${[...labs.keys()].join(" or --lab ")}.`,
    );
  if (path !== undefined) return path;
  throw new NetlabError(number === undefined ? "no-lab" : "no-such-lab");
};

/**
 * Gives a command to a lab that is open in another process.
 *
 * @param lab number of that process; not needed where there is one only
 * @throws UsageError as the command does or when it is not clear which lab
 */
export const send = async (request: Request, lab: number | undefined): Promise<Outcome> => {
  const socket = connect(await choose(lab));
  const closed = once(socket, "close");
  socket.write(`${JSON.stringify(request)}\n`);
  for await (const line of createInterface({ input: socket })) {
    const answer: Answer = JSON.parse(line);
    // It is closed when the connection is.
    if (answer.kind === "close") continue;
    socket.end();
    if (answer.kind !== "refused") return answer;
    throw answer.usage ? new UsageError(answer.sentence) : new Error(answer.sentence);
  }
  await closed;
  return { kind: "close" };
};
