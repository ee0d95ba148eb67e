import { expect, test } from "vitest";
import { random } from "./bytes.ts";
import { Outbox } from "./outbox.ts";

test("FRAME-6: an acknowledgement of frames never sent is refused and forgets nothing", () => {
  const outbox = new Outbox();
  const frames = [random(299), random(1067)];
  for (const frame of frames) outbox.add(frame);
  expect(() => outbox.acknowledge(3)).toThrow("never sent");
  expect(outbox.acknowledge(0)).toEqual(frames);
});

test("FRAME-7: what is acknowledged is forgotten once, and an older acknowledgement changes nothing", () => {
  const outbox = new Outbox();
  const frames = [random(299), random(299), random(299)];
  for (const frame of frames) outbox.add(frame);
  expect(outbox.acknowledge(2)).toEqual(frames.slice(2));
  expect(outbox.acknowledge(1)).toEqual(frames.slice(2));
  expect(outbox.next).toBe(3);
  expect(outbox.acknowledge(3)).toEqual([]);
});
