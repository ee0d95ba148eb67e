import { describe, expect, it } from "vitest";
import type { Environment } from "../environment.ts";
import { checkConnection } from "./connection-check.ts";

type Said = { type: string } | "error" | null;

/** A device whose server answers after these times, and whose browser gathers what is said. */
const device = (times: readonly (number | undefined)[], said: readonly Said[], isChromium = true) => {
  let at = 0;
  const left = [...times];
  const closed: string[] = [];
  let timeUp: (() => void) | undefined;
  class Connection {
    onicecandidate: ((event: { candidate: Said }) => void) | undefined;
    onicecandidateerror: (() => void) | undefined;
    createDataChannel(): void {}
    close(): void {
      closed.push("connection");
    }
    async setLocalDescription(): Promise<void> {
      for (const one of said) {
        if (one === "error") this.onicecandidateerror?.();
        else this.onicecandidate?.({ candidate: one });
      }
      timeUp?.();
    }
  }
  const seat = {
    ping: async () => {
      const time = left.shift();
      at += time ?? 0;
      return time !== undefined;
    },
    turn: async () => ({ ok: true as const, ttl: 60, servers: [{ urls: ["stun:call.example"] }] }),
  };
  const after = (_: number, run: () => void) => {
    timeUp = run;
    return () => {
      timeUp = undefined;
    };
  };
  // Only what a check uses of the platform is there.
  const environment = { RTCPeerConnection: Connection, now: () => at, after, isChromium };
  return { seat, closed, environment: environment as unknown as Environment };
};

describe("checkConnection", () => {
  it.each([
    ["its address came back", [{ type: "host" }, { type: "srflx" }], true, true],
    ["no server answered", [{ type: "host" }, "error", null], true, false],
    ["it is on the internet itself", [{ type: "host" }, null], true, true],
    ["its browser tells no failures", [{ type: "host" }, null], false, undefined],
    ["it takes too long, after a failure", ["error"], true, false],
    ["it takes too long", [], true, undefined],
  ] as const)("ICE-2: tells whether UDP gets out and back: %s", async (_, said, isChromium, udp) => {
    const { seat, environment, closed } = device([1, 1, 1, 1, 1], said, isChromium);
    expect((await checkConnection(seat, environment)).udp).toBe(udp);
    expect(closed).toEqual(["connection"]);
  });

  it("takes the middle of five round trips, and none when the server is away", async () => {
    const one = device([30, 20, 900, 10, 25], [null]);
    expect((await checkConnection(one.seat, one.environment)).roundTrip).toBe(25);
    const away = device([20, undefined], [null]);
    expect((await checkConnection(away.seat, away.environment)).roundTrip).toBeUndefined();
  });

  it("ICE-2: says nothing of UDP without a server that needs no credentials", async () => {
    const { seat, environment } = device([1, 1, 1, 1, 1], [{ type: "srflx" }]);
    for (const servers of [[], [{ urls: ["turn:call.example"], username: "u", credential: "c" }]]) {
      const turn = async () => ({ ok: true as const, ttl: 60, servers });
      expect((await checkConnection({ ...seat, turn }, environment)).udp).toBeUndefined();
    }
    const refused = { ...seat, turn: async () => ({ err: "rate" as const, retry: 9 }) };
    expect((await checkConnection(refused, environment)).udp).toBeUndefined();
  });
});
