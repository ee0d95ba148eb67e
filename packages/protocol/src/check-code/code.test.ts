import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex } from "../bytes.ts";
import { checkCode } from "./code.ts";
import { CHECK_CODE_EMOJI } from "./emoji.ts";

test("CODE-1: the code of the reference values", () => {
  const { emoji, numbers } = checkCode(fromHex("2962d012"));
  expect(emoji).toEqual([10, 22, 11, 16, 4]);
  expect(emoji.map((index) => CHECK_CODE_EMOJI[index])).toEqual(["🐧", "🔥", "🐢", "🌳", "🦄"]);
  expect(numbers).toEqual([1165, 1557, 1004]);
});

test("CODE-1: both forms hold the same 30 bits, and all of them", () => {
  fc.assert(
    fc.property(fc.nat(2 ** 30 - 1), fc.nat(3), (bits, spare) => {
      const sas = new Uint8Array(4);
      new DataView(sas.buffer).setUint32(0, bits * 4 + spare);
      const { emoji, numbers } = checkCode(sas);
      expect(emoji.reduce((sum, index) => sum * 64 + index, 0)).toBe(bits);
      expect(numbers.reduce((sum, number) => sum * 1024 + number - 1000, 0)).toBe(bits);
    }),
  );
  expect(checkCode(fromHex("ffffffff"))).toEqual({
    emoji: [63, 63, 63, 63, 63],
    numbers: [2023, 2023, 2023],
  });
  expect(checkCode(fromHex("00000003"))).toEqual({ emoji: [0, 0, 0, 0, 0], numbers: [1000, 1000, 1000] });
});
