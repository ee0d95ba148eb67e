import fc from "fast-check";
import { expect, test } from "vitest";
import { random } from "./bytes.ts";
import { exportPublicKey, generateIdentity, generateLastingIdentity, hostKeyHash } from "./keys.ts";
import { readRoomFile, writeRoomFile } from "./room-file.ts";

const room = async () => ({
  name: "Ada’s room",
  secret: random(16),
  identity: await generateLastingIdentity(),
});
const refused = (text: string) =>
  expect(readRoomFile(text), text).rejects.toMatchObject({ code: "room-file" });

test("KEY-9: a saved room makes the same link and the same key on another device", async () => {
  const saved = await room();
  const text = await writeRoomFile(saved, "Whoever has this file is the host.");
  expect(text.length).toBeLessThan(2_000);
  expect(text).toContain("Whoever has this file is the host.");
  const read = await readRoomFile(text);
  expect(read.name).toBe(saved.name);
  expect(read.secret).toEqual(saved.secret);
  expect(await exportPublicKey(read.identity.publicKey)).toEqual(
    await exportPublicKey(saved.identity.publicKey),
  );
  expect(read.hostKeyHash).toEqual(await hostKeyHash(await exportPublicKey(saved.identity.publicKey)));
  // It can be saved again from there.
  expect(await writeRoomFile(read, "Whoever has this file is the host.")).toBe(text);
});

test("KEY-1: the key of any other room can not be saved", async () => {
  const other = { ...(await room()), identity: await generateIdentity() };
  await expect(writeRoomFile(other, "")).rejects.toThrow();
});

test("KEY-9: everything else is refused with a code, and without a word of what it held", async () => {
  const text = await writeRoomFile(await room(), "w");
  const other = JSON.parse(await writeRoomFile(await room(), "w"));
  const file = JSON.parse(text);
  const { d: _, ...withoutPrivate } = file.key;
  const changes: readonly object[] = [
    { ...file, v: 2 },
    { ...file, onecall: "link" },
    { ...file, extra: 1 },
    { ...file, name: "x".repeat(65) },
    { ...file, name: 7 },
    { ...file, warning: "w".repeat(501) },
    { ...file, secret: `${file.secret}A` },
    { ...file, secret: "!".repeat(22) },
    { ...file, key: withoutPrivate },
    { ...file, key: { ...file.key, crv: "P-384" } },
    { ...file, key: { ...file.key, key_ops: ["sign"] } },
    { ...file, key: { ...file.key, d: other.key.d } },
    { ...file, key: { ...file.key, x: other.key.x } },
  ];
  for (const change of changes) await refused(JSON.stringify(change));
  for (const bad of ["", "null", "[]", "{", text.slice(0, -5), `${text}${" ".repeat(2_000)}`])
    await refused(bad);
  const error = await readRoomFile(JSON.stringify({ ...file, v: 2 })).catch((thrown: unknown) => thrown);
  expect(String(error)).not.toContain(file.key.d);
});

test("KEY-9: no text makes it throw anything else", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) => {
      await expect(readRoomFile(text)).rejects.toMatchObject({ code: "room-file" });
    }),
    { numRuns: 200 },
  );
});
