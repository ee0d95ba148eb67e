import { type Note, REACTIONS } from "@onecall/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { connectionWith, FakeChannel } from "../../testing/fake-channel.ts";
import { NoteBox } from "./note-box.ts";
import { readers } from "./readers.ts";

const opened = () => {
  let now = 0;
  const notes = new NoteBox({ now: () => now++ * 1_000 });
  const channel = new FakeChannel();
  const { connection } = connectionWith(channel);
  notes.add(connection, readers);
  const received: Note[] = [];
  const stop = notes.on("react", (note) => received.push(note));
  return { notes, channel, connection, received, stop };
};

const frame = (text: string, type = 3): ArrayBuffer =>
  new Uint8Array([type, ...new TextEncoder().encode(text)]).buffer;

describe("NoteBox", () => {
  it("NOTE-1: what one device says the other one hears, until it stops listening", () => {
    const { notes, channel, connection, received, stop } = opened();
    expect(notes.send({ t: "react", e: "👍" })).toBe(false);
    channel.open();
    notes.lane.use(connection);
    expect(notes.send({ t: "react", e: "👍" })).toBe(true);
    channel.receive(channel.sent[0]?.slice().buffer);
    stop();
    channel.receive(channel.sent[0]?.slice().buffer);
    expect(received).toEqual([{ t: "react", e: "👍" }]);
  });

  it("NOTE-2: says when a connection opens", () => {
    const { notes, channel, connection } = opened();
    let opens = 0;
    const stop = notes.onOpen(() => opens++);
    channel.open();
    notes.lane.use(connection);
    expect(opens).toBe(1);
    stop();
  });

  it("says nothing on a line that is stuck", () => {
    const { notes, channel, connection } = opened();
    channel.open();
    notes.lane.use(connection);
    channel.bufferedAmount = 65_537;
    expect(notes.send({ t: "react", e: "🎉" })).toBe(false);
  });

  it("NOTE-1: whatever comes, nothing is thrown and only notes get through", () => {
    const almost = fc.record({ t: fc.constantFrom("react", "bye"), e: fc.anything(), x: fc.anything() });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 99 }).map((array) => array.slice().buffer),
          fc.json().map((text) => frame(text)),
          almost.map((said) => frame(JSON.stringify(said))),
          fc.constant(frame('{"t":"react","e":"👍"}', 1)),
          fc.anything(),
        ),
        (data) => {
          const { channel, received } = opened();
          channel.open();
          channel.receive(data);
          for (const note of received) if (note.t === "react") expect(REACTIONS).toContain(note.e);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
