import { ask, letIn, meet, openLink, pressBar, waitForCall, waitForMedia } from "./scenario/actions.ts";
import { expect, test } from "./scenario/test.ts";
import { ServerProcess } from "./server/process.ts";
import { until } from "./until.ts";

test("Ctrl-C ends the server cleanly, and its port is free at once", async () => {
  await using first = await ServerProcess.start("--port", "0");
  expect((await fetch(`${first.origin}/healthz`)).status).toBe(200);
  expect(await first.end("SIGINT")).toBe(0);
  await using second = await ServerProcess.start("--port", first.port);
  expect(second.origin).toBe(first.origin);
});

test("DRAIN-1: a call outlives SIGTERM and a new server, which learns the room again", async ({ people }) => {
  await using first = await ServerProcess.start("--port", "0", "--drain-timeout", "2");
  const { tab: host } = await people.arrive("Ada", "chromium");
  const { tab: guest } = await people.arrive("Bob", "firefox");
  const { tab: third } = await people.arrive("Cleo", "chromium");
  people.expectProblem(/websocket|socket\.io|failed to load|can.t establish|connection/i);
  const link = await meet(host, guest, first.origin, "Bob");
  await waitForMedia(host, guest);

  const ended = first.end("SIGTERM");
  await until("readyz says no", async () => {
    const answer = await fetch(`${first.origin}/readyz`).catch(() => undefined);
    return answer === undefined || answer.status === 503;
  });
  expect(await ended).toBe(0);
  await waitForMedia(host, guest);
  expect(await host.states()).toEqual(["home", "waiting", "connecting", "in-call"]);

  await using second = await ServerProcess.start("--port", first.port);
  expect(second.origin).toBe(first.origin);
  await openLink(third, link);
  await ask(third, "Cleo");
  await host.waitFor(
    "the knock of the third person",
    () => /1 waiting/.test(document.body.innerText),
    undefined,
    30_000,
  );
  await third.waitForWords(/in another call/);
  await waitForMedia(host, guest);

  await pressBar(guest, "leave");
  await host.waitForState("ended");
  await host.click("rejoin");
  await letIn(host, "Cleo");
  await waitForCall(host, third);
});
