import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { CLASS, DATA, METHOD, MessageWriter, XOR_PEER_ADDRESS } from "@onecall/turn/stun";
import { type Call, closeCalls, openCalls, type Wrapping } from "./calls.ts";
import { CHANNEL } from "./client.ts";
import type { Load, Pace } from "./load.ts";
import type { Measured } from "./servers.ts";
import { CALLS, DATA_LENGTH } from "./setting.ts";

/** Compiles the program that sends datagrams. @returns its file */
export function compileBlast(folder: string): string {
  const source = fileURLToPath(new URL("../../src/turn-relay/blast.c", import.meta.url));
  const program = join(folder, "blast");
  try {
    execFileSync("cc", ["-O2", "-o", program, source], { stdio: "inherit" });
  } catch (cause) {
    throw new Error("The load is sent by a program in C, and cc did not compile it. Install gcc.", { cause });
  }
  return program;
}

/** Datagrams of ten calls, from both ends. */
export class DatagramLoad implements Load {
  readonly #program: string;
  readonly #port: number;
  readonly #calls: readonly Call[];
  readonly #flows: string;

  private constructor(program: string, port: number, calls: readonly Call[], flows: string) {
    this.#program = program;
    this.#port = port;
    this.#calls = calls;
    this.#flows = flows;
  }

  static async open(program: string, server: Measured, wrapping: Wrapping): Promise<DatagramLoad> {
    const port = server.ports.udp ?? 0;
    if (server.name === "bare") return new DatagramLoad(program, port, [], bareFlows());
    const calls = await openCalls(server, "udp", wrapping);
    const flows = calls.flatMap(([host, guest]) => [
      flowOf(host.localPort, wrapping === "channel" ? channelData() : indication(guest.relayed)),
      flowOf(guest.localPort, wrapping === "channel" ? channelData() : indication(host.relayed)),
    ]);
    for (const client of calls.flat()) await client.lend();
    return new DatagramLoad(program, port, calls, flows.join("\n"));
  }

  async run({ seconds, rate, burst }: Pace) {
    const child = spawn(this.#program, [`${this.#port}`, `${seconds}`, `${rate}`, `${burst}`], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    child.stdin.end(this.#flows);
    const [output] = await Promise.all([text(child.stdout), once(child, "exit")]);
    // What blast.c prints.
    const { sent, received, seconds: took, lateUs, p50, p99 } = JSON.parse(output) as Record<string, number>;
    if (received === undefined) throw new Error("The program that sends datagrams failed.");
    return {
      sent: sent ?? 0,
      received,
      seconds: took ?? seconds,
      lateMs: (lateUs ?? 0) / 1000,
      p50Us: p50 ?? 0,
      p99Us: p99 ?? 0,
    };
  }

  close(): Promise<void> {
    return closeCalls(this.#calls);
  }
}

/** The two ends of a call have ports beside each other; the bare loop knows them by that. */
function bareFlows(): string {
  const first = 20_000;
  return Array.from({ length: 2 * CALLS }, (_, index) => flowOf(first + index, channelData())).join("\n");
}

function flowOf(port: number, { bytes, at }: { bytes: Buffer; at: number }): string {
  return `${port} ${at} ${bytes.toString("hex")}`;
}

export function channelData(): { bytes: Buffer; at: number } {
  const bytes = Buffer.alloc(4 + DATA_LENGTH);
  bytes.writeUInt16BE(CHANNEL, 0);
  bytes.writeUInt16BE(DATA_LENGTH, 2);
  return { bytes, at: 4 };
}

function indication(peer: Call[0]["relayed"]): { bytes: Buffer; at: number } {
  const writer = new MessageWriter(METHOD.send, CLASS.indication, randomBytes(12), 2048);
  const bytes = writer.add(XOR_PEER_ADDRESS, peer).add(DATA, Buffer.alloc(DATA_LENGTH)).finish();
  return { bytes, at: bytes.length - DATA_LENGTH };
}
