import { type Browser, type LaunchOptions, launch } from "puppeteer-core";

/** The two browsers of Debian the product is held to. */
export type BrowserName = "chromium" | "firefox";

/**
 * What the machine of a person has: fake camera and microphone; both refused by the browser's settings; a
 * microphone only; or a camera that shows a film (absolute path of an .mjpeg or .y4m file, Chromium only).
 */
export type DeviceSetup = "present" | "denied" | "no-camera" | { readonly film: string };

/** Where a browser runs, when it is not simply this machine. */
export interface Place {
  readonly name: string;
  /** What starting that browser there takes, given the program to start. */
  launchOptions(browser: BrowserName, program: string): Promise<LaunchOptions>;
}

/** What a browser is started with beside the usual. */
export interface Tweaks {
  /** Further arguments of Chromium. */
  readonly args?: readonly string[];
  /** Usual arguments of Chromium it is started without, puppeteer's too. */
  readonly without?: readonly string[];
  /** Further preferences of Firefox. */
  readonly prefs?: Readonly<Record<string, boolean | number | string>>;
  /** Folder of the profile; without it an empty one. */
  readonly profile?: string;
  /** What Ctrl-C and the like do: end this browser, as usual, or only what the caller makes of them. */
  readonly signals?: "end browsers" | "left to the caller";
}

const PROGRAMS: Readonly<Record<BrowserName, string>> = {
  chromium: "/usr/bin/chromium",
  firefox: "/usr/bin/firefox-esr",
};

const chromiumDevices = (devices: DeviceSetup): string[] => {
  if (typeof devices === "object") {
    return ["--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${devices.film}`];
  }
  const fake = { present: "fps=10", denied: "fps=10", "no-camera": "device-count=0" }[devices];
  return [`--use-fake-device-for-media-stream=${fake}`];
};

const chromium = (devices: DeviceSetup, { args = [], without = [] }: Tweaks): LaunchOptions => ({
  browser: "chrome",
  args: [
    "--no-sandbox",
    "--autoplay-policy=no-user-gesture-required",
    `--use-fake-ui-for-media-stream${devices === "denied" ? "=deny" : ""}`,
    ...chromiumDevices(devices),
    ...args,
  ],
  ignoreDefaultArgs: [...without],
});

const firefox = (devices: DeviceSetup, { prefs = {} }: Tweaks): LaunchOptions => {
  if (typeof devices === "object") throw new Error("Only Chromium can show a film as its camera.");
  return {
    browser: "firefox",
    extraPrefsFirefox: {
      "media.navigator.streams.fake": devices !== "no-camera",
      "media.navigator.permission.disabled": devices !== "denied",
      // 2 is "always block", as the person can choose in the settings of Firefox.
      "permissions.default.camera": devices === "denied" ? 2 : 0,
      "permissions.default.microphone": devices === "denied" ? 2 : 0,
      "media.autoplay.default": 0,
      // Encoders honour these: two cores run both ends of every call.
      "media.navigator.video.max_fs": 1200,
      "media.navigator.video.max_fr": 10,
      "dom.ipc.processCount": 2,
      "dom.ipc.processPrelaunch.enabled": false,
      ...prefs,
    },
  };
};

const DEAF: LaunchOptions = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };

/** Starts a browser of its own, headless, with devices as told. */
export const launchBrowser = async (
  name: BrowserName,
  devices: DeviceSetup,
  place?: Place,
  tweaks: Tweaks = {},
): Promise<Browser> =>
  await launch({
    headless: true,
    executablePath: PROGRAMS[name],
    ...(tweaks.signals === "left to the caller" ? DEAF : {}),
    ...(tweaks.profile === undefined ? {} : { userDataDir: tweaks.profile }),
    ...(name === "chromium" ? chromium(devices, tweaks) : firefox(devices, tweaks)),
    ...(await place?.launchOptions(name, PROGRAMS[name])),
  });

/** Ends a browser, by its process where it does not answer any more. */
export const endBrowser = async (browser: Browser): Promise<void> => {
  const child = browser.process();
  try {
    await browser.close();
  } finally {
    if (child && child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  }
};
