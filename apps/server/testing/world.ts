import { onTestFinished } from "vitest";
import { type Config, createServer, type OnecallServer, UNLIMITED } from "../src/index.ts";
import { Device, type Identity, newIdentity, newRoom, type TestRoom } from "./device.ts";

/** No limit but those a test sets. */
const OPEN: Partial<Config> = {
  port: 0,
  webRoot: "none",
  turn: "off",
  logLevel: "silent",
  overloadDelay: 0,
  openConnections: 10_000,
  limitConnections: UNLIMITED,
  limitJoins: UNLIMITED,
  limitFailedProofs: UNLIMITED,
  limitRooms: UNLIMITED,
  limitKnocks: UNLIMITED,
  limitRoomKnocks: UNLIMITED,
  limitRoomKnocksLong: UNLIMITED,
  limitFrames: UNLIMITED,
  limitFrameBytes: UNLIMITED,
  limitHttp: UNLIMITED,
};

/** A real server for one test, on a free port; everything is closed when the test ends. */
export const startServer = async (
  settings: Partial<Config> = {},
  logTo?: { write(line: string): void },
): Promise<OnecallServer> => {
  const server = await createServer({ ...OPEN, ...settings }, logTo);
  onTestFinished(() => server.close());
  return server;
};

/** One server and one room for one test. */
export interface World {
  readonly server: OnecallServer;
  readonly room: TestRoom;
  connect(): Device;
  /** A device that has joined as the host. */
  host(): Promise<Device>;
  /** A device that has joined as a guest; a new key unless given. */
  guest(identity?: Identity): Promise<{ device: Device; identity: Identity }>;
  /** A guest in the seat, its handle, and the epoch. */
  call(host: Device): Promise<{ device: Device; identity: Identity; p: number; ep: number }>;
}

export const newWorld = async (
  settings: Partial<Config> = {},
  logTo?: { write(line: string): void },
): Promise<World> => {
  const server = await startServer(settings, logTo);
  const room = await newRoom();
  const world: World = {
    server,
    room,
    connect: () => {
      const device = new Device(server.ports.http);
      onTestFinished(() => void device.socket.disconnect());
      return device;
    },
    host: async () => {
      const device = world.connect();
      expectOk(await device.join(room, "host", room.host));
      return device;
    },
    guest: async (identity) => {
      const device = world.connect();
      const key = identity ?? (await newIdentity());
      expectOk(await device.join(room, "guest", key));
      return { device, identity: key };
    },
    call: async (host) => {
      const { device, identity } = await world.guest();
      expectOk(await device.request("knock", { b: "k".repeat(88) }));
      const { p } = await host.next("knock");
      const answer = await host.admit(room, identity, 0);
      expectOk(answer);
      const { ep } = await device.next("admitted");
      return { device, identity, p, ep };
    },
  };
  return world;
};

const expectOk = (answer: { ok: true } | { err: string }): void => {
  if ("err" in answer) throw new Error(`refused: ${answer.err}`);
};
