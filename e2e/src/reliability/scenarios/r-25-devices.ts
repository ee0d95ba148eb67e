import { now, waitForCalm } from "../probe.ts";
import { killParts } from "../processes.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { arrivePair, expectNoTouch, tabsOf, talk, timelines } from "../talk.ts";
import { flowsAgain, longestGap } from "../timeline.ts";
import type { Someone } from "../world.ts";

type Device = "camera" | "microphone";

/** Chromium's process that talks to the devices. */
const SERVICES: Readonly<Record<Device, RegExp>> = {
  camera: /--utility-sub-type=video_capture\.mojom\.VideoCaptureService/,
  microphone: /--utility-sub-type=audio\.mojom\.AudioService/,
};

/**
 * Takes a device away. In Chromium the process that serves it is killed: the tracks end as with an unplugged device, and it
 * is there again at once. Firefox has none for its fake devices: there the track is stopped, and `ended` simulated.
 */
const lose = async (someone: Someone, device: Device): Promise<void> => {
  if (!(await someone.browser.version()).toLowerCase().includes("firefox")) {
    if ((await killParts(someone, SERVICES[device])) === 0)
      throw new Error(`No process serves the ${device}.`);
    return;
  }
  await someone.tab.evaluate(
    (kind) => {
      for (const track of window.recorder.captured.filter(
        (one) => one.kind === kind && one.readyState === "live",
      )) {
        track.stop();
        track.dispatchEvent(new Event("ended"));
      }
    },
    device === "camera" ? "video" : "audio",
  );
};

/** The browser finds that its devices are others than before; simulated, since a fake one can not be plugged in. */
const plugIn = ({ tab }: Someone): Promise<void> =>
  tab.evaluate(() => void navigator.mediaDevices.dispatchEvent(new Event("devicechange")));

/** A device of the guest is gone, and comes back. */
export const devicesLost: Scenario = {
  id: "R-25",
  fault: "guest's device lost, and back",
  kinds: ["camera", "microphone"],
  pairs: PAIRS,
  repetitions: 20,
  short: { pair: "chromium-chromium" },
  measures: {
    told: { title: "lost → both screens say so", unit: "ms", target: { p95: 2000 }, sane: { most: 15_000 } },
    back: { title: "there again → used again", unit: "ms", target: { p95: 2000 }, sane: { most: 15_000 } },
    other: {
      title: "longest gap of what was not lost",
      unit: "ms",
      target: { most: 2000 },
      sane: { most: 15_000 },
    },
  },
  start: async (world, pair) => {
    const server = await world.server();
    const both = await talk(...(await arrivePair(world, pair)), server.origin);
    const { host, guest } = both;
    return async (_, kind) => {
      const device = kind === "camera" ? "camera" : "microphone";
      const from = now();
      await lose(guest, device);
      await Promise.all([
        guest.tab.waitForAttribute(device === "camera" ? "camera" : "mic", "aria-pressed", "false"),
        device === "camera" ? host.tab.waitForWords(/Camera off/) : host.tab.waitForVisible("remote-muted"),
      ]);
      const told = now() - from;
      const again = now();
      await plugIn(guest);
      await waitForCalm(tabsOf(both), 30_000);
      const to = now();
      const lines = await timelines(both, from);
      expectNoTouch(lines, from, to);
      const [seen] = lines;
      if (!seen) throw new Error("The host saw nothing.");
      const [lost, kept] = device === "camera" ? [seen.picture, seen.sound] : [seen.sound, seen.picture];
      const back = flowsAgain(lost, again, to) ?? to;
      return { told, back: back - again, other: longestGap(kept, from, to) };
    };
  },
};
