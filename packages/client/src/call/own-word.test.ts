import { describe, expect, it } from "vitest";
import type { ControlMessage } from "../data/control-channel.ts";
import type { LocalMedia } from "../media/types.ts";
import { OwnWord } from "./own-word.ts";

describe("OwnWord", () => {
  it("MSG-4: each word has a higher number than all before, and says what is so now", () => {
    const said: ControlMessage[] = [];
    const word = new OwnWord({
      sendControl: (message) => {
        said.push(message);
        return true;
      },
    });
    const screen = (state: "on" | "starting" | "off") => ({ capture: { state } });
    // Of what is captured only this is told.
    word.media({ microphoneOn: true, cameraOn: false, screen: screen("starting") } as LocalMedia, {
      picture: "sent",
    });
    word.line({ here: "good", there: "weak", picture: "sent" });
    word.line({ here: "weak", there: "good", picture: "sent" });
    word.line({ here: "silent", there: "good", picture: "paused" });
    word.away();
    word.media({ microphoneOn: false, cameraOn: true, screen: screen("on") } as LocalMedia, {
      picture: "paused",
    });
    expect(said).toEqual([
      { t: "media", n: 1, a: true, v: false, s: false },
      { t: "line", n: 2, s: "good" },
      { t: "line", n: 3, s: "weak" },
      { t: "line", n: 4, s: "weak" },
      { t: "line", n: 5, s: "away" },
      { t: "media", n: 6, a: false, v: true, s: true, p: true },
    ]);
  });
});
