import { describe, expect, it } from "vitest";
import { sendKeyFrames } from "./key-frame.ts";

/** A connection that sends sound and a picture, and what its senders were set to. */
const connectionWith = (scaleResolutionDownBy?: number) => {
  const set: { readonly parameters: RTCRtpSendParameters; readonly options: unknown }[] = [];
  let encoding = scaleResolutionDownBy === undefined ? {} : { scaleResolutionDownBy };
  const sender = (kind: string | undefined) => ({
    track: kind === undefined ? null : { kind },
    getParameters: () => ({ encodings: [{ ...encoding }] }),
    setParameters: async (parameters: RTCRtpSendParameters, options: unknown) => {
      set.push({ parameters, options });
      [encoding = {}] = parameters.encodings;
    },
  });
  const senders = [sender("audio"), sender("video"), sender(undefined)];
  // Nothing else of a connection is used.
  return { connection: { getSenders: () => senders } as unknown as RTCPeerConnection, set };
};
const sizes = (set: ReturnType<typeof connectionWith>["set"]) =>
  set.map(({ parameters }) => parameters.encodings[0]?.scaleResolutionDownBy);

describe("sendKeyFrames", () => {
  it("asks Chromium for one of the picture, and changes nothing", () => {
    const { connection, set } = connectionWith();
    sendKeyFrames(connection, true);
    expect(set).toEqual([
      { parameters: { encodings: [{}] }, options: { encodingOptions: [{ keyFrame: true }] } },
    ]);
  });

  it("gives the picture another size in other browsers, each time", () => {
    const { connection, set } = connectionWith();
    for (let times = 0; times < 3; times++) sendKeyFrames(connection, false);
    expect(sizes(set)).toEqual([1.02, 1, 1.02]);
  });

  it("a sender that refuses is left alone", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => void unhandled.push(reason);
    process.on("unhandledRejection", note);
    const refusing = {
      track: { kind: "video" },
      getParameters: () => ({ encodings: [{}] }),
      setParameters: () => Promise.reject(new DOMException("changed meanwhile", "InvalidModificationError")),
    };
    sendKeyFrames({ getSenders: () => [refusing] } as unknown as RTCPeerConnection, false);
    await new Promise((done) => setImmediate(done));
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });
});
