import type { Channel, Connect } from "./channel.ts";

/** Wait before the code is asked for again, ms. */
const RETRY = 2_000;

/** A {@link Connect} whose code is fetched when it is first used: a page can be seen before it reaches its server. */
export const connectLater =
  (load: () => Promise<Connect>, after: (delay: number, run: () => void) => () => void): Connect =>
  (server, listener) => {
    let channel: Channel | undefined;
    let closed = false;
    let hurried = false;
    const begin = async (): Promise<void> => {
      try {
        const connect = await load();
        if (closed) return;
        channel = connect(server, listener);
        if (hurried) channel.hurry(true);
      } catch {
        if (closed) return;
        listener.onDown();
        cancel = after(RETRY, () => void begin());
      }
    };
    // The screen that wants the connection is drawn first.
    let cancel = after(0, () => void begin());
    return {
      send: (event, payload) => channel?.send(event, payload) ?? false,
      request: async (event, payload) => channel?.request(event, payload),
      reconnect: (delay) => channel?.reconnect(delay),
      hurry: (on) => {
        hurried = on;
        channel?.hurry(on);
      },
      close: () => {
        closed = true;
        cancel();
        channel?.close();
      },
    };
  };
