import { describe, expect, test } from "vitest";
import { checkMachine } from "./machine.ts";
import { isOrphan, newLabName } from "./owner.ts";

describe("a machine that can have no lab is told why in one sentence", () => {
  const able = { platform: "linux", user: 0, has: () => true };

  test("Linux, root and programs are needed", () => {
    expect(() => checkMachine(able)).not.toThrow();
    expect(() => checkMachine({ ...able, platform: "darwin" })).toThrow(/Run this on Linux/);
    expect(() => checkMachine({ ...able, user: 1000 })).toThrow(/Run this as root/);
    expect(() => checkMachine({ ...able, has: (program) => program !== "ip" })).toThrow(
      /^ip: .*apt-get install/,
    );
  });
});

describe("names tell whose something is", () => {
  test("what this process made is no orphan", () => {
    expect(isOrphan(newLabName())).toBe(false);
    expect(isOrphan(`${newLabName()}-some-host`)).toBe(false);
  });

  test("what a process made that is gone, or whose number another one has now, is", () => {
    const [, , begin] = newLabName().split("-");
    expect(isOrphan(`onecall-4194305-${begin}-00000000-some-host`)).toBe(true);
    expect(isOrphan(`onecall-${process.pid}-${Number(begin) - 1}-00000000`)).toBe(true);
  });

  test("what others made is left alone", () => {
    for (const name of [
      "",
      "onecall",
      "onecall-1-2",
      "my-onecall-4194305-1-00000000",
      "onecall-x-1-00000000",
    ]) {
      expect(isOrphan(name)).toBe(false);
    }
  });
});
