import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Browsers, Person } from "./browser/people.ts";
import type { Tab } from "./browser/tab.ts";
import { take, takeAll } from "./pictures/album.ts";
import { writeFilms } from "./pictures/film.ts";
import {
  ask,
  letIn,
  openLink,
  pressBar,
  startCall,
  stir,
  waitForCall,
  waitForMedia,
} from "./scenario/actions.ts";
import { openSite, type Site } from "./server/site.ts";

/** The picture of the README, without `.png`. */
const CALL_PICTURE = fileURLToPath(new URL("../../docs/images/call", import.meta.url));

const [album] = process.argv.slice(2);
if (album === undefined) {
  console.error("Say where the pictures of all screens go: npm run screenshots -w e2e -- FOLDER");
  process.exit(2);
}

/** Everything two people see from the first page to the end of a call. */
const takeCall = async (site: Site, host: Tab, guest: Tab, folder: string): Promise<void> => {
  await host.goto(site.origin);
  await host.waitForVisible("start-call");
  await takeAll(host, folder, "home");
  const link = await startCall(host, site.origin);
  await host.waitForVisible("local-video");
  await takeAll(host, folder, "waiting");

  await openLink(guest, link);
  await guest.waitForVisible("local-video");
  await guest.fill("name", "Maya");
  await takeAll(guest, folder, "lobby");
  await ask(guest, "Maya");
  await takeAll(guest, folder, "asking");
  await host.waitForText("knock", "Maya");
  await takeAll(host, folder, "knock");

  await letIn(host, "Maya");
  await waitForCall(host, guest);
  await waitForMedia(host, guest);
  await takeAll(host, folder, "in-call");
  await host.page.setViewport({ width: 1440, height: 900 });
  // The sender starts small and grows with what the line can carry.
  await host.waitFor(
    "the picture has its full size",
    () => (document.querySelector<HTMLVideoElement>("[data-testid=remote-video]")?.videoWidth ?? 0) >= 1280,
    undefined,
    60_000,
  );
  await stir(host);
  await take(host, CALL_PICTURE);
  await host.click("check");
  await host.waitForVisible("check-code");
  await takeAll(host, folder, "check-code");
  await host.press("Escape");
  await pressBar(guest, "camera");
  await pressBar(guest, "mic");
  await host.waitForVisible("remote-muted");
  await takeAll(host, folder, "camera-off");
  await pressBar(guest, "leave");
  await host.waitForState("ended");
  await takeAll(host, folder, "ended");
};

/** What people see when something is in the way. */
const takeTroubles = async (site: Site, stranger: Tab, refused: Tab, folder: string): Promise<void> => {
  await stranger.goto(`${site.origin}/c/#AQABAgMEBQYH`);
  await stranger.waitForWords(/part of the link is missing/i);
  await takeAll(stranger, folder, "cut-off-link");
  await openLink(refused, `${site.origin}/c/#AQABAgMEBQYHCAkKCwwNDg-1HLaO58D_0ZHJ32uqEXoC`);
  await refused.waitForWords(/blocks the camera/i);
  await takeAll(refused, folder, "devices-blocked");
};

const folder = resolve(process.env["INIT_CWD"] ?? ".", album);
await mkdir(folder, { recursive: true });
await mkdir(resolve(CALL_PICTURE, ".."), { recursive: true });
const films = await mkdtemp(join(tmpdir(), "onecall-films-"));
const browsers = new Browsers();
try {
  const film = (sitter: string) => join(films, `${sitter}.mjpeg`);
  await writeFilms(film);
  await using site = await openSite();
  const arrive = async (name: string, devices: Parameters<Browsers["get"]>[1]): Promise<Tab> =>
    (await Person.arrive(await browsers.get("chromium", devices), name)).tab;
  await takeCall(
    site,
    await arrive("host", { film: film("jonas") }),
    await arrive("guest", { film: film("maya") }),
    folder,
  );
  await takeTroubles(site, await arrive("stranger", "present"), await arrive("refused", "denied"), folder);
  console.log(`${CALL_PICTURE}.png and all screens in ${folder} are new.`);
} finally {
  await browsers.close();
  await rm(films, { recursive: true, force: true });
}
