import type {
  Call,
  CallError,
  CallEvents,
  CallPath,
  CallState,
  ConnectionReport,
  Line,
  Peer,
  Reactions,
  RemoteMedia,
  Reply,
  Room,
} from "@onecall/client";
import { createSession, type Session } from "../call/session/session.ts";
import { createPreferences, type Preferences } from "../preferences/preferences.ts";
import { FakeDrawing } from "./fake-drawing.ts";
import { FakeDevices, FakeLocalMedia } from "./fake-media.ts";

type Listeners = { [E in keyof CallEvents]: Set<(...args: CallEvents[E]) => void> };

export const LINK = "https://call.example/c/#AQABAgMEBQYHCAkKCwwNDg-1HLaO58D_0ZHJ32uqEXoC";

export const fakeRoom = (role: Room["role"], changes: Partial<Room> = {}): Room => ({
  handle: "abcd1234",
  link: LINK,
  role,
  persistent: true,
  ...changes,
});

/** A call that does nothing by itself: a test sets its state and reads what it was asked to do. */
export class FakeCall implements Call {
  readonly room: Room;
  state: CallState;
  readonly local = new FakeLocalMedia();
  readonly devices = new FakeDevices();
  remote: RemoteMedia = {
    stream: new MediaStream(),
    microphone: true,
    camera: true,
    paused: false,
    screen: null,
  };
  path: CallPath | undefined = undefined;
  line: Line = { here: "good", there: "good", picture: "sent" };
  readonly drawing = new FakeDrawing();
  readonly reactions: Reactions = {
    send: (reaction) => this.done.push(`react ${reaction}`) > 0,
    onReaction: (listener) => {
      this.theyReact = listener;
      return () => {};
    },
  };
  /** The other person reacts. */
  theyReact: Parameters<Reactions["onReaction"]>[0] = () => {};
  signalling: "online" | "offline" = "online";
  isOutdated = false;
  hidesAddress = false;
  /** What the person did, in order. */
  readonly done: string[] = [];
  readonly #listeners: Listeners = {
    state: new Set(),
    remote: new Set(),
    path: new Set(),
    line: new Set(),
    signalling: new Set(),
    outdated: new Set(),
    error: new Set(),
  };

  constructor(room: Room, state: CallState = { name: "idle" }) {
    this.room = room;
    this.state = state;
  }

  on<E extends keyof CallEvents>(event: E, listener: (...args: CallEvents[E]) => void): () => void {
    this.#listeners[event].add(listener);
    return () => this.#listeners[event].delete(listener);
  }

  start = () => void this.done.push("start");
  ask = ({ name }: { name: string }) => void this.done.push(`ask ${name}`);
  cancel = () => void this.done.push("cancel");
  accept = ({ video, name }: { video: boolean; name?: string }) =>
    void this.done.push(`accept ${video ? "video" : "audio"}${name === undefined ? "" : ` as ${name}`}`);
  decline = (reply?: Reply) => void this.done.push(reply ? `decline ${reply}` : "decline");
  leave = () => void this.done.push("leave");
  rejoin = () => void this.done.push("rejoin");
  setHideAddress = (on: boolean) => {
    this.hidesAddress = on;
  };
  openDrawing = async () => this.drawing;
  verify = async () => void this.done.push("verify");
  report: ConnectionReport = { roundTrip: 24, udp: true };
  checkConnection = async () => this.report;
  getStats: Call["getStats"] = async () => undefined;

  async setEnabled(kind: "microphone" | "camera", on: boolean): Promise<void> {
    this.done.push(`${kind} ${on ? "on" : "off"}`);
    this.local.switch(kind, on);
  }

  async close(): Promise<void> {
    this.done.push("close");
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  set(state: CallState): void {
    this.state = state;
    for (const listener of this.#listeners.state) listener(state);
  }

  setRemote(changes: Partial<RemoteMedia>): void {
    this.remote = { ...this.remote, ...changes };
    for (const listener of this.#listeners.remote) listener(this.remote);
  }

  setPath(path: CallPath | undefined): void {
    this.path = path;
    for (const listener of this.#listeners.path) listener(path);
  }

  setLine(changes: Partial<Line>): void {
    this.line = { ...this.line, ...changes };
    for (const listener of this.#listeners.line) listener(this.line);
  }

  setSignalling(signalling: "online" | "offline"): void {
    this.signalling = signalling;
    for (const listener of this.#listeners.signalling) listener(signalling);
  }

  setOutdated(): void {
    this.isOutdated = true;
    for (const listener of this.#listeners.outdated) listener();
  }

  fail(error: CallError): void {
    for (const listener of this.#listeners.error) listener(error);
  }
}

export const ADA: Peer = { name: "Ada Lovelace", trust: "new" };
export const CODE = { emoji: [10, 22, 11, 16, 4], numbers: [1165, 1557, 1004] } as const;

/** A session over a fake call, with preferences that are kept nowhere. */
export const fakeSession = (
  role: Room["role"],
  state?: CallState,
  room: Partial<Room> = {},
): { call: FakeCall; session: Session; preferences: Preferences } => {
  const call = new FakeCall(fakeRoom(role, room), state);
  const preferences = createPreferences(undefined, undefined);
  return { call, preferences, session: createSession(call, preferences) };
};
