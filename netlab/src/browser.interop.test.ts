import { type Browser, chromium, type Page } from "playwright";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Host } from "./host.ts";
import { Lab } from "./lab.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let lab: Lab;
let ada: Host;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  lab = await Lab.open();
  ada = await lab.addHost("ada", { nat: "port-restricted", line: {} });
  browser = await chromium.launch({
    executablePath: await ada.namespace.executable("/usr/bin/chromium"),
    args: ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
  });
  page = await browser.newPage();
  // With a camera or microphone in use a page may know all devices of the network.
  await page.route("https://page.example/", (route) => route.fulfill({ body: "", contentType: "text/html" }));
  await page.goto("https://page.example/");
  await page.evaluate(() => navigator.mediaDevices.getUserMedia({ audio: true }));
});

afterAll(async () => {
  await browser.close();
  await lab[Symbol.asyncDispose]();
});

/** What the browser would be called at, and what kind of network it takes that for. */
const candidates = () =>
  page.evaluate(async () => {
    const connection = new RTCPeerConnection();
    connection.createDataChannel("any");
    const gathered = new Promise<void>((resolve) => {
      connection.onicecandidate = ({ candidate }) => candidate ?? resolve();
    });
    await connection.setLocalDescription();
    await gathered;
    const found = new Set<string>();
    for (const [, stats] of await connection.getStats())
      if (stats.type === "local-candidate") found.add(`${stats.networkType} ${stats.address}`);
    connection.close();
    return [...found].sort();
  });

const expected = () => Object.values(ada.addresses).map((address) => `ethernet ${address}`);

test("a browser takes a line for a cable, and hears of it when it is pulled and when its host moves", async () => {
  expect(await candidates()).toEqual(expected());
  await ada.line?.unplug();
  await page.waitForFunction(() => !navigator.onLine);
  await ada.line?.plug();
  await page.waitForFunction(() => navigator.onLine);
  expect(await candidates()).toEqual(expected());
  const before = expected();
  await ada.move();
  expect(expected()).not.toEqual(before);
  await expect.poll(candidates, { timeout: 10_000 }).toEqual(expected());
});
