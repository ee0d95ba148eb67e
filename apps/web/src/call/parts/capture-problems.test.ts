import type { Capture, MediaErrorCode } from "@onecall/client";
import { describe, expect, it } from "vitest";
import type { LocalView } from "../session/call-signals.ts";
import { captureProblems, problemHelp, problemTitle, withoutLabel } from "./capture-problems.ts";

const failed = (code: MediaErrorCode): Capture => ({ state: "failed", code });
const local = (microphone: Capture, camera: Capture): LocalView => ({
  stream: new MediaStream(),
  microphone,
  camera,
  microphoneOn: false,
  cameraOn: false,
  wanted: { microphone: true, camera: true },
  screen: { state: "off" },
});
const off: Capture = { state: "off" };
const only = (microphone: Capture, camera: Capture) => {
  const [problem, ...rest] = captureProblems(local(microphone, camera));
  expect(rest).toEqual([]);
  if (!problem) throw new Error("no problem");
  return problem;
};

describe("capture problems", () => {
  it("are none while nothing failed", () => {
    expect(captureProblems(local(off, { state: "starting" }))).toEqual([]);
  });
  it("are one when the browser blocks both", () => {
    const problem = only(failed("media-denied"), failed("media-denied"));
    expect(problemTitle(problem)).toBe("Your browser blocks the camera and microphone");
    expect(withoutLabel(problem)).toBe("Join without both");
  });
  it("are two when the reasons differ", () => {
    const problems = captureProblems(local(failed("media-missing"), failed("media-in-use")));
    expect(problems.map(problemTitle)).toEqual(["Another program uses your camera", "No microphone found"]);
    expect(problems.map(withoutLabel)).toEqual(["Join without camera", "Join without microphone"]);
  });
  it("say how to take back a refusal in this very browser", () => {
    const denied = only(off, failed("media-denied"));
    expect(problemHelp(denied, "Gecko/20100101 Firefox/153.0")).toContain("crossed-out icon");
    expect(problemHelp(denied, "Version/17.4 Safari/605.1.15")).toContain("Safari menu");
    expect(problemHelp(denied, "Chrome/156.0.0.0 Safari/537.36")).toContain("left of the address");
    const edge = "Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0";
    expect(problemHelp(denied, edge)).toContain("Permissions for this site");
    expect(problemHelp(denied, "Linux; Android 16 Chrome/156.0.0.0 Mobile Safari/537.36")).toContain(
      "Tap the icon",
    );
    expect(problemHelp(denied, "Android 16; Mobile; rv:153.0 Firefox/153.0")).toContain("phone’s settings");
    expect(problemHelp(denied, "iPhone; CPU iPhone OS 19 like Mac OS X CriOS/156.0")).toContain(
      "Website Settings",
    );
  });
  it("say what to do for every reason", () => {
    const codes = [
      "media-missing",
      "media-in-use",
      "media-insecure",
      "media-unsupported",
      "media-failed",
    ] as const;
    for (const code of codes) expect(problemHelp(only(failed(code), off), "")).toMatch(/\.$/);
  });
});
