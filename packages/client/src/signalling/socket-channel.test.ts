import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connectSocket } from "./socket-channel.ts";

/** The part of Socket.IO a channel uses; the test plays what the network does to it. */
class FakeSocket {
  connected = false;
  active = true;
  readonly io = {
    opts: {},
    on: () => {},
    timeout: () => {},
    reconnectionDelay: () => {},
    reconnectionDelayMax: () => {},
  };
  /** How often each was asked for. */
  readonly asked = { connect: 0, disconnect: 0 };
  readonly #listeners = new Map<string, (reason?: string) => void>();

  on(event: string, run: (reason?: string) => void): void {
    this.#listeners.set(event, run);
  }
  onAny(): void {}
  offAny(): void {}
  off(): void {
    this.#listeners.clear();
  }
  connect(): void {
    this.asked.connect++;
  }
  disconnect(): void {
    this.asked.disconnect++;
    if (this.connected) this.falls("io client disconnect");
  }

  /** The connection is made. */
  comes(): void {
    this.connected = true;
    this.#listeners.get("connect")?.();
  }
  /** The connection is gone. */
  falls(reason: string): void {
    this.connected = false;
    this.#listeners.get("disconnect")?.(reason);
  }
}

const made: FakeSocket[] = [];
/** Name of the transport of every first attempt. */
const begunWith: (string | undefined)[] = [];
vi.mock("socket.io-client", async (original) => ({
  ...(await original<typeof import("socket.io-client")>()),
  io: (_: string, { transports: [first] }: { transports: { prototype: { name: string } }[] }) => {
    begunWith.push(first?.prototype.name);
    const socket = new FakeSocket();
    made.push(socket);
    return socket;
  },
}));

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("navigator", {});
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  made.length = 0;
  begunWith.length = 0;
});

/** A channel that is connected. */
const opened = () => {
  let downs = 0;
  const channel = connectSocket(new URL("https://example.org"), {
    onEvent: () => {},
    onDown: () => downs++,
    onMalformed: () => {},
  });
  const [socket] = made;
  if (!socket) throw new Error("no socket was made");
  socket.comes();
  return { channel, socket, downs: () => downs };
};

describe("connectSocket", () => {
  it("begins with a WebSocket", () => {
    opened();
    expect(begunWith).toEqual(["websocket"]);
  });

  it("DRAIN-1: a connection to a server that stops is made anew after the wait it was told", () => {
    const { channel, socket, downs } = opened();
    channel.reconnect(15_000);
    vi.advanceTimersByTime(14_999);
    expect([socket.asked, downs()]).toEqual([{ connect: 0, disconnect: 0 }, 0]);
    vi.advanceTimersByTime(1);
    expect([socket.asked, downs()]).toEqual([{ connect: 1, disconnect: 1 }, 1]);
  });

  it("DRAIN-1: one that broke before that and came back by itself is left alone", () => {
    const { channel, socket, downs } = opened();
    channel.reconnect(15_000);
    vi.advanceTimersByTime(3_000);
    socket.falls("transport close");
    socket.comes();
    vi.advanceTimersByTime(60_000);
    expect([socket.asked, downs()]).toEqual([{ connect: 0, disconnect: 0 }, 1]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("DRAIN-1: what the new connection is told counts for it", () => {
    const { channel, socket } = opened();
    channel.reconnect(15_000);
    socket.falls("transport close");
    socket.comes();
    channel.reconnect(5_000);
    vi.advanceTimersByTime(60_000);
    expect(socket.asked).toEqual({ connect: 1, disconnect: 1 });
  });

  it("a connection the server closed is made anew a second later, once", () => {
    const { socket } = opened();
    socket.falls("io server disconnect");
    vi.advanceTimersByTime(999);
    expect(socket.asked.connect).toBe(0);
    vi.advanceTimersByTime(1);
    socket.comes();
    vi.advanceTimersByTime(60_000);
    expect(socket.asked).toEqual({ connect: 1, disconnect: 0 });
  });

  it("nothing is made anew once it is closed", () => {
    const { channel, socket } = opened();
    channel.reconnect(1_000);
    channel.close();
    vi.advanceTimersByTime(60_000);
    expect(socket.asked.connect).toBe(0);
  });
});
