// The server's thread: started by create-turn-thread.ts, ends with the answer to "close".
import { parentPort, workerData } from "node:worker_threads";
import { type RunningServer, startServer } from "../node/create-turn-server.ts";
import { TurnError } from "../node/errors.ts";
import type { ErrorParts, Question, ThreadMetrics, ThreadOptions, ToOwner, ToServer } from "./messages.ts";
import { isNews, Outbox, readNews } from "./outbox.ts";
import { RemoteSockets } from "./remote-socket.ts";

const port = parentPort;
if (port === null) throw new Error("This file is the inside of a worker thread; use createTurnThread.");

const post = (message: ToOwner, transfer: readonly ArrayBuffer[] = []) => port.postMessage(message, transfer);
const sockets = new RemoteSockets(new Outbox(post));
// What create-turn-thread.ts put there.
const options = workerData as ThreadOptions;

try {
  const server = await startServer({
    ...options,
    warn: (warning) => post({ kind: "warning", warning }),
    observer: {
      allocationOpened: (report) => post({ kind: "allocation-opened", report }),
      allocationClosed: (report) => post({ kind: "allocation-closed", report }),
      callClosed: (report) => post({ kind: "call-closed", report }),
    },
  });
  port.on("message", (message: ToServer) => hear(server, message));
  post({ kind: "started", listening: server.listening });
} catch (error) {
  if (!(error instanceof TurnError)) throw error;
  post({ kind: "not-started", error: partsOf(error) });
}

function hear(server: RunningServer, message: ToServer): void {
  if (isNews(message)) {
    readNews(message, sockets);
    return;
  }
  switch (message.kind) {
    case "hand-over": {
      const { buffer, byteOffset, length } = message.firstBytes;
      server.serve(sockets.add(message), message.transport, Buffer.from(buffer, byteOffset, length));
      break;
    }
    case "issued":
      server.remember(message.username, message.lifetime);
      break;
    case "question":
      void answer(server, message.number, message.question);
  }
}

async function answer(server: RunningServer, number: number, question: Question): Promise<void> {
  try {
    post({ kind: "answer", number, metrics: await perform(server, question) });
  } catch (error) {
    // Anything else is a fault here: it ends the thread, and the owner hears of it.
    if (!(error instanceof TurnError)) throw error;
    post({ kind: "refusal", number, error: partsOf(error) });
  }
}

async function perform(server: RunningServer, question: Question): Promise<ThreadMetrics | undefined> {
  switch (question.kind) {
    case "metrics":
      return server.metrics();
    case "admit":
      server.admit(question.callTag);
      return undefined;
    case "release-call":
      server.releaseCall(question.callTag);
      return undefined;
    case "close-call":
      server.closeCall(question.callTag);
      return undefined;
    case "drain":
      server.drain(question.alternate);
      return undefined;
    case "close":
      await server.close();
      return undefined;
  }
}

function partsOf({ code, detail, cause }: TurnError): ErrorParts {
  return { code, detail, cause };
}
