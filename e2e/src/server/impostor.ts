import { createECDH, createHash, createHmac, hkdfSync } from "node:crypto";

/** KEY-3: everyone who has the link can make tags. */
const tagKey = (link: string): Buffer => {
  const secretAndHash = Buffer.from(new URL(link).hash.slice(1), "base64url").subarray(1);
  return Buffer.from(hkdfSync("sha256", secretAndHash, Buffer.alloc(32), "onecall/1 mac", 32));
};

const newPoint = (): Buffer => {
  const keys = createECDH("prime256v1");
  keys.generateKeys();
  return keys.getPublicKey();
};

const EPK = 18;
const IDPK = EPK + 65;
const TAG = 16;

/**
 * The HELLO an attacker who has the link and the server would send (SPEC HS-3): another key in the place of the
 * host's identity or of its ephemeral key, and a tag that holds.
 */
export const impostorHello = (
  hello: Buffer,
  knock: Buffer,
  link: string,
  swap: "identity" | "ephemeral",
): Buffer => {
  const body = Buffer.from(hello.subarray(0, -TAG));
  newPoint().copy(body, swap === "identity" ? IDPK : EPK);
  const tag = createHmac("sha256", tagKey(link))
    .update(body)
    .update(createHash("sha256").update(knock).digest())
    .digest();
  return Buffer.concat([body, tag.subarray(0, TAG)]);
};
