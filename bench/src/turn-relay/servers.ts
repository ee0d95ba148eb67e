import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { residentOf, SERVER_CORE } from "./processor.ts";
import { HOST, REALM, SECRET } from "./setting.ts";

/** `direct` serves all of its sockets itself, `thread` is what the app runs, `bare` only receives and sends. */
export type ServerName = "direct" | "thread" | "coturn" | "bare";
export type Transport = "udp" | "tcp" | "tls";

/** A server in a process of its own, on a core of its own. */
export interface Measured {
  readonly name: ServerName;
  readonly pid: number;
  readonly ports: Partial<Record<Transport, number>>;
  /** Resident memory, bytes, after what can be thrown away was thrown away. */
  resident(): Promise<number>;
  /** 99th percentile of how late the main thread's event loop is while `work` is done, ms; undefined where there is none. */
  delayDuring(work: () => Promise<void>): Promise<number | undefined>;
  stop(): Promise<void>;
}

/** A key pair for TLS in a folder, which coturn needs too. */
export function makeCertificate(folder: string): { readonly cert: string; readonly key: string } {
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  execFileSync("openssl", ["req", ...kind, "-subj", "/CN=localhost", "-keyout", key, "-out", cert], {
    stdio: "ignore",
  });
  return { cert, key };
}

export function startServer(name: ServerName, folder: string): Promise<Measured> {
  return name === "coturn" ? startCoturn(folder) : startOurs(name, folder);
}

async function startOurs(name: Exclude<ServerName, "coturn">, folder: string): Promise<Measured> {
  const file = fileURLToPath(new URL("./server-process.js", import.meta.url));
  const node = [process.execPath, "--expose-gc", ...nodeFlags(), file, name];
  const child = spawn(
    "taskset",
    ["-c", `${SERVER_CORE}`, ...node, join(folder, "cert.pem"), join(folder, "key.pem")],
    {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    },
  );
  // An early end is an error too; it leaves no message behind.
  const [ports] = await Promise.race([once(child, "message"), once(child, "exit")]);
  if (typeof ports !== "object") throw new Error(`The server "${name}" did not start.`);
  const pid = child.pid ?? 0;
  return {
    name,
    pid,
    ports,
    async resident() {
      await ask(child, "collect garbage");
      return residentOf(pid);
    },
    async delayDuring(work) {
      await ask(child, "watch delays");
      await work();
      return Number(await ask(child, "tell delays"));
    },
    stop: () => stop(child),
  };
}

/** Flags for our processes, as `ONECALL_BENCH_NODE_FLAGS="--cpu-prof --cpu-prof-dir=/tmp"`, to look into them. */
function nodeFlags(): string[] {
  return (process.env["ONECALL_BENCH_NODE_FLAGS"] ?? "").split(" ").filter((flag) => flag !== "");
}

/** Someone may take a port between the moment it is found free and the start. */
async function startCoturn(folder: string, attempts = 5): Promise<Measured> {
  try {
    return await tryCoturn(folder);
  } catch (error) {
    if (attempts === 1) throw error;
    return startCoturn(folder, attempts - 1);
  }
}

async function tryCoturn(folder: string): Promise<Measured> {
  const port = await freePort();
  const secure = await freePort();
  const where = ["-L", HOST, "-E", HOST, "-p", `${port}`, "--tls-listening-port", `${secure}`];
  const keys = ["--cert", join(folder, "cert.pem"), "--pkey", join(folder, "key.pem")];
  const login = ["--use-auth-secret", "--static-auth-secret", SECRET, "-r", REALM];
  const policy = ["--allow-loopback-peers", "--no-cli", "--no-dtls", "--no-rfc5780", "-m", "1"];
  const quiet = ["--no-stdout-log", "--log-file", "/dev/null", "--pidfile", join(folder, "coturn.pid")];
  const child = spawn(
    "taskset",
    ["-c", `${SERVER_CORE}`, "turnserver", "-n", ...where, ...keys, ...login, ...policy, ...quiet],
    { stdio: "ignore", cwd: folder },
  );
  const exited = once(child, "exit").then(() => Promise.reject(new Error("coturn did not start.")));
  exited.catch(() => undefined);
  for (const one of [port, secure]) await Promise.race([accepts(one), exited]);
  const pid = child.pid ?? 0;
  return {
    name: "coturn",
    pid,
    ports: { udp: port, tcp: port, tls: secure },
    resident: async () => residentOf(pid),
    delayDuring: (work) => work().then(() => undefined),
    stop: () => stop(child),
  };
}

async function ask(child: ChildProcess, wish: string): Promise<unknown> {
  const answered = once(child, "message");
  child.send(wish);
  const [answer] = await answered;
  return answer;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, "exit");
  if (child.connected) child.disconnect();
  else child.kill();
  await ended;
}

/** A port that is free over UDP and TCP. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const socket = createSocket("udp4");
  socket.bind(port, HOST);
  await once(socket, "listening");
  socket.close();
  server.close();
  return port;
}

/** Resolves once something accepts connections there. */
function accepts(port: number): Promise<void> {
  return new Promise((resolve) => {
    const attempt = () => {
      const socket = connect(port, HOST);
      socket.once("connect", () => {
        socket.destroy();
        resolve();
      });
      socket.once("error", attempt);
    };
    attempt();
  });
}
