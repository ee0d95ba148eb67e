import { type Bytes, utf8 } from "./bytes.ts";

/** HKDF-SHA-256 (RFC 5869) with info `"onecall/1 " + name`; returns `length` bytes. */
export const hkdf = async (ikm: Bytes, salt: Bytes, name: string, length: number): Promise<Bytes> => {
  const key = await crypto.subtle.importKey("raw", ikm, "HKDF", false, ["deriveBits"]);
  const info = utf8(`onecall/1 ${name}`);
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, key, length * 8),
  );
};
