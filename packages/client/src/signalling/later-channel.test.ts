import { expect, test } from "vitest";
import type { Channel, ChannelListener, Connect } from "./channel.ts";
import { connectLater } from "./later-channel.ts";

const SERVER = new URL("https://call.example/");
const turn = () => new Promise<void>((done) => setImmediate(done));

const world = (answers: (Connect | Error)[]) => {
  const events: string[] = [];
  const waiting: (() => void)[] = [];
  const listener: ChannelListener = {
    onEvent: () => events.push("event"),
    onDown: () => events.push("down"),
    onMalformed: () => events.push("malformed"),
  };
  const connect = connectLater(
    async () => {
      const answer = answers.shift();
      if (!answer || answer instanceof Error) throw answer ?? new Error("nothing left");
      return answer;
    },
    (_, run) => {
      waiting.push(run);
      return () => void waiting.splice(waiting.indexOf(run), 1);
    },
  );
  const channel = connect(SERVER, listener);
  const pass = async () => {
    waiting.shift()?.();
    await turn();
  };
  return { events, waiting, channel, pass };
};

const recording = () => {
  const done: string[] = [];
  const channel: Channel = {
    send: (event) => {
      done.push(`send ${event}`);
      return true;
    },
    request: async (event) => {
      done.push(`request ${event}`);
      return undefined;
    },
    reconnect: (delay) => done.push(`reconnect ${delay}`),
    hurry: (on) => done.push(`hurry ${on}`),
    close: () => done.push("close"),
  };
  const connect: Connect = (server) => {
    done.push(`connect ${server.host}`);
    return channel;
  };
  return { done, connect };
};

test("nothing goes before the code is there; then everything goes through, and a hurry from before is kept", async () => {
  const { done, connect } = recording();
  const { channel, pass } = world([connect]);
  channel.reconnect(1);
  channel.hurry(true);
  expect(channel.send("frame", { b: "AAAA" })).toBe(false);
  expect(await channel.request("alive", {})).toBeUndefined();
  expect(done).toEqual([]);
  await pass();
  channel.send("frame", { b: "AAAA" });
  await channel.request("alive", {});
  channel.reconnect(2);
  channel.hurry(false);
  channel.close();
  const expected = [
    "connect call.example",
    "hurry true",
    "send frame",
    "request alive",
    "reconnect 2",
    "hurry false",
  ];
  expect(done).toEqual([...expected, "close"]);
});

test("code that does not come is a server out of reach, and is asked for again", async () => {
  const { done, connect } = recording();
  const { events, waiting, pass } = world([new Error("offline"), connect]);
  await pass();
  expect([events, waiting.length, done]).toEqual([["down"], 1, []]);
  await pass();
  expect(done).toEqual(["connect call.example"]);
});

test("closed meanwhile, it never connects, and asks no more", async () => {
  const { done, connect } = recording();
  const { channel, waiting } = world([connect]);
  channel.close();
  expect(waiting).toEqual([]);
  const under = world([connect]);
  const loaded = under.pass();
  under.channel.close();
  await loaded;
  expect(done).toEqual([]);
  const failing = world([new Error("offline")]);
  await failing.pass();
  failing.channel.close();
  expect(failing.waiting).toEqual([]);
});
