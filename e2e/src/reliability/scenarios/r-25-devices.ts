import { now, waitForCalm } from "../probe.ts";
import { killParts } from "../processes.ts";
import type { Scenario } from "../scenario.ts";
import { arrivePair, expectNoTouch, tabsOf, talk, timelines } from "../talk.ts";
import { longestGap } from "../timeline.ts";
import type { Someone } from "../world.ts";

type Device = "camera" | "microphone";

/** Chromium's process that talks to the devices. */
const SERVICES: Readonly<Record<Device, RegExp>> = {
  camera: /--utility-sub-type=video_capture\.mojom\.VideoCaptureService/,
  microphone: /--utility-sub-type=audio\.mojom\.AudioService/,
};

/**
 * Takes a device away: the process that serves it is killed. The tracks end as with an unplugged device, and it is there again
 * at once. Firefox has no such process for its fake devices.
 */
const lose = async (someone: Someone, device: Device): Promise<void> => {
  if ((await killParts(someone, SERVICES[device])) === 0) throw new Error(`No process serves the ${device}.`);
};

/** A device of the guest fails for a moment; the page has to take it up again by itself. */
export const devicesLost: Scenario = {
  id: "R-25",
  fault: "guest's device lost, there again at once",
  kinds: ["camera", "microphone"],
  pairs: ["chromium-chromium", "firefox-chromium"],
  repetitions: 20,
  short: { pair: "chromium-chromium" },
  measures: {
    lost: {
      title: "longest gap of what was lost",
      unit: "ms",
      target: { p95: 2000 },
      sane: { most: 20_000 },
    },
    other: {
      title: "longest gap of what was not",
      unit: "ms",
      target: { most: 2000 },
      sane: { most: 20_000 },
    },
  },
  start: async (world, pair) => {
    const server = await world.server();
    const both = await talk(...(await arrivePair(world, pair)), server.origin);
    const { guest } = both;
    return async (_, kind) => {
      const device = kind === "camera" ? "camera" : "microphone";
      const captures = await guest.tab.evaluate(() => window.recorder.captured.length);
      const from = now();
      await lose(guest, device);
      await guest.tab.waitFor(
        `the ${device} is captured anew`,
        ([count, wanted]) =>
          window.recorder.captured
            .slice(count)
            .some((one) => one.kind === wanted && one.readyState === "live"),
        [captures, device === "camera" ? "video" : "audio"] as const,
      );
      await waitForCalm(tabsOf(both), 30_000);
      const to = now();
      const lines = await timelines(both, from);
      expectNoTouch(lines, from, to);
      const [seen] = lines;
      if (!seen) throw new Error("The host saw nothing.");
      const [lost, kept] = device === "camera" ? [seen.picture, seen.sound] : [seen.sound, seen.picture];
      return { lost: longestGap(lost, from, to), other: longestGap(kept, from, to) };
    };
  },
};
