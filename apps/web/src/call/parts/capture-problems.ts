import type { Capture, CaptureKind, MediaErrorCode } from "@onecall/client";
import { t } from "../../i18n/translate.ts";
import type { LocalView } from "../session/call-signals.ts";

/** Devices that failed for the same reason. */
export interface CaptureProblem {
  readonly kinds: readonly CaptureKind[];
  readonly code: MediaErrorCode;
}

const codeOf = (capture: Capture): MediaErrorCode | undefined =>
  capture.state === "failed" ? capture.code : undefined;

/** What does not work, one entry a reason: a browser that blocks both devices is one problem, not two. */
export const captureProblems = ({ camera, microphone }: LocalView): readonly CaptureProblem[] => {
  const [cameraCode, microphoneCode] = [codeOf(camera), codeOf(microphone)];
  if (cameraCode !== undefined && cameraCode === microphoneCode) {
    return [{ kinds: ["camera", "microphone"], code: cameraCode }];
  }
  return [
    ...(cameraCode === undefined ? [] : [{ kinds: ["camera"] as const, code: cameraCode }]),
    ...(microphoneCode === undefined ? [] : [{ kinds: ["microphone"] as const, code: microphoneCode }]),
  ];
};

const topicOf = ({ kinds }: CaptureProblem): "both" | CaptureKind =>
  kinds.length > 1 ? "both" : (kinds[0] ?? "both");

/** What happened. */
export const problemTitle = (problem: CaptureProblem): string =>
  t(`capture.${topicOf(problem)}.${problem.code}`);

/** How to go on without the device. */
export const withoutLabel = (problem: CaptureProblem): string => t(`capture.without-${topicOf(problem)}`);

const deniedHelp = (userAgent: string): string => {
  // Every browser of an iPhone is Safari inside, with Apple's own way to allow it.
  if (/iPhone|iPad/.test(userAgent)) return t("capture.help.denied-ios");
  if (/Android/.test(userAgent)) return t("capture.help.denied-android");
  if (/Edg\//.test(userAgent)) return t("capture.help.denied-edge");
  if (/Firefox\//.test(userAgent)) return t("capture.help.denied-firefox");
  const safari = /Safari\//.test(userAgent) && !/Chrom(e|ium)\//.test(userAgent);
  return safari ? t("capture.help.denied-safari") : t("capture.help.denied-chromium");
};

/** What the person can do; how to take back a refusal differs from browser to browser. */
export const problemHelp = ({ code }: CaptureProblem, userAgent: string): string =>
  code === "media-denied" ? deniedHelp(userAgent) : t(`capture.help.${code}`);
