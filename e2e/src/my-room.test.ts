import { ask, letIn, openLink, pressBar, waitForCall } from "./scenario/actions.ts";
import { expect, test } from "./scenario/test.ts";

/** Runs in the page: keeps what the page saves as a file, for the test to read. */
const keepSavedFile = (): void => {
  const make = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (content) => {
    if (content instanceof Blob) {
      void content.text().then((text) => {
        document.documentElement.dataset["saved"] = text;
      });
    }
    return make(content);
  };
};

/** Runs in the page: chooses a file with this text. */
const chooseFile = (text: string): void => {
  const input = document.querySelector<HTMLInputElement>("[data-testid=room-file]");
  if (!input) throw new Error("there is nothing to choose a file with");
  const transfer = new DataTransfer();
  transfer.items.add(new File([text], "my-room.json", { type: "application/json" }));
  input.files = transfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
};

test("LOCK-1, KEY-9: a lasting room locks behind its first guest, answers with a word, and moves to another device", async ({
  people,
  site,
}) => {
  const { tab: host } = await people.arrive("Ada", "chromium");
  const { tab: guest } = await people.arrive("Bob", "firefox");
  const { tab: stranger } = await people.arrive("Eve", "chromium");

  await host.goto(site.origin);
  await host.click("make-room");
  await host.click("room-settings");
  await host.click("room-lock");
  await host.evaluate(keepSavedFile);
  await host.click("save-room");
  await host.waitFor("the file", () => "saved" in document.documentElement.dataset, undefined);
  const file = await host.evaluate(() => document.documentElement.dataset["saved"] ?? "");
  await host.press("Escape");
  await host.click("open-room");
  await host.waitForState("waiting");
  const link = await host.text("call-link");

  await openLink(guest, link);
  await ask(guest, "Bob");
  await letIn(host, "Bob");
  await waitForCall(host, guest);
  await pressBar(host, "leave");
  await guest.waitForState("ended");
  await host.click("rejoin");
  await host.waitForState("waiting");

  // Anyone else is turned away without a sound; who was let in may come again, and is told a word instead.
  await openLink(stranger, link);
  await ask(stranger, "Eve");
  await stranger.waitForWords(/this room is locked/i);
  expect(await host.sees("knock")).toBe(false);
  await guest.click("rejoin");
  await guest.waitForState("lobby");
  await ask(guest, "Bob");
  await host.waitForText("knock", "Bob");
  await host.click("replies");
  await host.click("reply-five-minutes");
  await guest.waitForWords(/give me five minutes/i);

  // The file makes another device the host of the same link; the first one says that it is not any more.
  const { tab: phone } = await people.arrive("Ada’s phone", "chromium");
  await phone.goto(site.origin);
  await phone.waitForVisible("load-room");
  await phone.evaluate(chooseFile, file);
  await phone.click("open-room");
  await phone.waitForState("waiting");
  expect(await phone.text("call-link")).toBe(link);
  await host.waitForWords(/open in another tab/i);
});
