import { describe, expect, it } from "vitest";
import { findLack } from "./browser-support.ts";

const scope = (changes: Record<string, unknown>): typeof globalThis =>
  Object.assign(Object.create(globalThis, { isSecureContext: { value: true, writable: true } }), changes);

describe("findLack", () => {
  it("finds nothing missing here", () => {
    expect(findLack(globalThis)).toBeUndefined();
  });
  it("says first that the address is not secure, whatever else is missing because of it", () => {
    expect(findLack(scope({ isSecureContext: false }))).toBe("insecure");
  });
  it("says that the browser is too old", () => {
    // A browser without WebRTC: nothing but the name is asked for.
    const bare = { isSecureContext: true, crypto, WebSocket } as unknown as typeof globalThis;
    expect(findLack(bare)).toBe("browser");
  });
});
