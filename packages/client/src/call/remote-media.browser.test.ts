import { describe, expect, it, onTestFinished } from "vitest";
import { OFFERED } from "../peer/media-sections.ts";
import { RemoteView } from "./remote-media.ts";

const connectionWith = (kinds: readonly string[]): RTCPeerConnection => {
  const connection = new RTCPeerConnection();
  onTestFinished(() => connection.close());
  for (const kind of kinds) connection.addTransceiver(kind);
  return connection;
};
const word = { t: "media", n: 1, a: true, v: true } as const;
const tracksIn = (connection: RTCPeerConnection, ...places: number[]) =>
  places.map((place) => connection.getTransceivers()[place]?.receiver.track);

describe("RemoteView", () => {
  it("MEDIA-1, MEDIA-2: the second picture and sound are a screen once the other device says so", () => {
    let changes = 0;
    const view = new RemoteView(() => void changes++);
    const connection = connectionWith(OFFERED.map(([, kind]) => kind));
    view.show(connection);
    expect(new Set(view.stream.getTracks())).toEqual(new Set(tracksIn(connection, 0, 1)));
    expect(view.screen).toBeNull();
    view.told({ ...word, s: true });
    expect(new Set(view.screen?.getTracks())).toEqual(new Set(tracksIn(connection, 2, 3)));
    view.told({ ...word, s: false });
    expect(view.screen).toBeNull();
    expect(changes).toBe(3);
  });

  it("MEDIA-1: a connection without a screen's sections shows none, whatever is said", () => {
    const view = new RemoteView(() => {});
    view.show(connectionWith(["video", "audio"]));
    view.told({ ...word, s: true });
    expect([view.stream.getTracks().length, view.screen]).toEqual([2, null]);
  });

  it("with another connection come its tracks, and with none go all", () => {
    const view = new RemoteView(() => {});
    const kinds = OFFERED.map(([, kind]) => kind);
    const [first, second] = [connectionWith(kinds), connectionWith(kinds)];
    view.show(first);
    view.told({ ...word, s: true });
    view.show(second);
    expect(new Set(view.screen?.getTracks())).toEqual(new Set(tracksIn(second, 2, 3)));
    view.show(undefined);
    expect([view.screen, view.stream.getTracks().length, view.camera]).toEqual([null, 0, false]);
  });
});
