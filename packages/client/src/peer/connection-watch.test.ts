import { describe, expect, it } from "vitest";
import { ConnectionWatch } from "./connection-watch.ts";

/** A connection whose state the test sets, and a clock that runs when the test says so. */
const watched = () => {
  const connection = Object.assign(new EventTarget(), { connectionState: "new" });
  const timers = new Map<() => void, number>();
  const told: string[] = [];
  const environment = {
    after: (delay: number, run: () => void) => {
      timers.set(run, delay);
      return () => timers.delete(run);
    },
  };
  // A watch needs nothing of a connection but its state and the event.
  const watch = new ConnectionWatch(connection as unknown as RTCPeerConnection, environment, {
    onChange: (state) => told.push(state),
    onConnected: () => told.push("up"),
    onDown: () => told.push("down"),
    onFailed: () => told.push("broken"),
  });
  const become = (state: RTCPeerConnectionState) => {
    connection.connectionState = state;
    connection.dispatchEvent(new Event("connectionstatechange"));
  };
  return { watch, become, timers, told };
};

describe("ConnectionWatch", () => {
  it("a moment without packets is no news, a second is", () => {
    const { become, timers, told } = watched();
    become("disconnected");
    expect([...timers.values()]).toEqual([1_000]);
    become("connected");
    expect(timers.size).toBe(0);
    become("disconnected");
    for (const run of timers.keys()) run();
    expect(told).toEqual(["disconnected", "connected", "up", "disconnected", "down"]);
  });

  it("a failure is told as down first", () => {
    const { become, told } = watched();
    become("connecting");
    become("failed");
    expect(told).toEqual(["connecting", "failed", "down", "broken"]);
  });

  it("says nothing once it is closed", () => {
    const { watch, become, timers, told } = watched();
    become("disconnected");
    watch.close();
    become("failed");
    expect(told).toEqual(["disconnected"]);
    expect(timers.size).toBe(0);
  });
});
