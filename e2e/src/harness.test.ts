import { once } from "node:events";
import { createServer } from "node:http";
import { describe } from "vitest";
import {
  given,
  mediaFigures,
  NOTHING,
  waitForDevicesOff,
  waitForPicture,
  waitForSound,
} from "./browser/media.ts";
import type { Tab } from "./browser/tab.ts";
import { expect, test as people } from "./scenario/test.ts";

const PAGE = `<!doctype html><html data-call-state="home"><title>Tiny</title><link rel="icon" href="/icon">
<button data-testid="start-call">Start</button><video data-testid="remote-video" width="320" height="240" autoplay playsinline></video>
<script type="module" src="/page.js"></script></html>`;

/** The least page that can call: starts its devices on the button, and has three steps a test moves it through. */
const SCRIPT = `
let peer;
const gathered = async () => {
  while (peer.iceGatheringState !== "complete") await new Promise((r) => { peer.onicegatheringstatechange = r; });
  return peer.localDescription;
};
document.querySelector("button").onclick = async () => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  peer = new RTCPeerConnection();
  peer.ontrack = ({ streams }) => { document.querySelector("video").srcObject = streams[0]; };
  for (const track of stream.getTracks()) peer.addTrack(track, stream);
  window.tiny = {
    async offer() { await peer.setLocalDescription(); return gathered(); },
    async answer(offer) { await peer.setRemoteDescription(offer); await peer.setLocalDescription(); return gathered(); },
    async finish(answer) { await peer.setRemoteDescription(answer); },
    end() { peer.close(); for (const track of stream.getTracks()) track.stop(); },
  };
  document.documentElement.dataset.callState = "waiting";
};`;

declare global {
  interface Window {
    tiny: {
      offer(): Promise<RTCSessionDescriptionInit>;
      answer(offer: RTCSessionDescriptionInit): Promise<RTCSessionDescriptionInit>;
      finish(answer: RTCSessionDescriptionInit): Promise<void>;
      end(): void;
    };
  }
}

const test = people.extend<{ page: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of needed fixtures from the pattern.
  page: async ({}, use) => {
    const server = createServer((request, response) => {
      response.setHeader("content-security-policy", "default-src 'self'; require-trusted-types-for 'script'");
      response.setHeader("content-type", request.url === "/page.js" ? "text/javascript" : "text/html");
      response.end({ "/page.js": SCRIPT, "/": PAGE }[request.url ?? ""] ?? "");
    });
    await once(server.listen(0, "localhost"), "listening");
    const address = server.address();
    await use(`http://localhost:${typeof address === "object" ? address?.port : ""}/`);
    server.closeAllConnections();
    server.close();
  },
});

const ready = async (tab: Tab, page: string): Promise<void> => {
  await tab.goto(page);
  await tab.click("start-call");
  await tab.waitForState("waiting");
};

describe("the proofs hold on a page that is known to call", () => {
  test("a call between Chromium and Firefox is seen, heard, recorded and captured", async ({
    people,
    page,
    capture,
  }) => {
    const { tab: ada } = await people.arrive("Ada", "chromium");
    const { tab: bob } = await people.arrive("Bob", "firefox");
    await Promise.all([ready(ada, page), ready(bob, page)]);
    expect(await ada.states()).toEqual(["home", "waiting"]);
    expect(await capture.media()).toEqual([]);

    const offer = await ada.evaluate(() => window.tiny.offer());
    const answer = await bob.evaluate((sdp) => window.tiny.answer(sdp), offer);
    await ada.evaluate((sdp) => window.tiny.finish(sdp), answer);
    await Promise.all([ada, bob].flatMap((tab) => [waitForPicture(tab), waitForSound(tab)]));
    await capture.waitForMedia();

    for (const tab of [ada, bob]) {
      const gave = await given(tab);
      expect(gave.applied).not.toEqual(NOTHING.applied);
      expect(gave.attached).toEqual(["audio", "video"]);
      expect(gave.packetsSent).toBeGreaterThan(0);
      expect(gave.checks).toBeGreaterThan(0);
      await tab.evaluate(() => window.tiny.end());
      await waitForDevicesOff(tab);
    }
    expect((await given(bob)).answers).toBe(1);
  });

  test("a page that leaks an address too early is caught", async ({ people, page, capture }) => {
    const { tab: ada } = await people.arrive("Ada", "chromium");
    const { tab: eve } = await people.arrive("Eve", "chromium");
    await Promise.all([ready(ada, page), ready(eve, page)]);
    const offer = await ada.evaluate(() => window.tiny.offer());
    await eve.evaluate((sdp) => window.tiny.answer(sdp), offer);
    await expect.poll(async () => (await given(eve)).checks).toBeGreaterThan(0);
    expect((await capture.media()).map(({ kind }) => kind)).toContain("stun");
    expect((await given(eve)).applied).not.toEqual(NOTHING.applied);
    expect((await mediaFigures(ada)).packetsSent).toBe(0);
  });

  test("two people share no storage, two tabs of one person do", async ({ people, page }) => {
    for (const browser of ["chromium", "firefox"] as const) {
      const ada = await people.arrive(`Ada in ${browser}`, browser);
      const { tab: other } = await people.arrive(`Bob in ${browser}`, browser);
      const second = await ada.newTab();
      for (const tab of [ada.tab, second, other]) await tab.goto(page);
      await ada.tab.evaluate(() => void localStorage.setItem("mine", "yes"));
      expect(await second.evaluate(() => localStorage.getItem("mine"))).toBe("yes");
      expect(await other.evaluate(() => localStorage.getItem("mine"))).toBeNull();
    }
  });

  test("a refused script and a console error are problems", async ({ people, page }) => {
    for (const browser of ["chromium", "firefox"] as const) {
      const { tab } = await people.arrive(browser, browser);
      await tab.goto(page);
      await tab.evaluate(() => {
        console.error("deliberate");
        const script = document.createElement("img");
        script.src = "https://elsewhere.invalid/x.png";
        document.body.append(script);
      });
      await expect.poll(() => tab.problems.join("\n")).toMatch(/deliberate[\s\S]*Security[- ]Policy/i);
    }
    people.expectProblem(/deliberate|Security[- ]Policy/i);
  });
});
