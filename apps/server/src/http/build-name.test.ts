import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Device } from "../../testing/device.ts";
import { startServer } from "../../testing/world.ts";
import { BuildName } from "./build-name.ts";

const folder = (): string => {
  const root = mkdtempSync(join(tmpdir(), "onecall-build-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return root;
};
const page = (name: string) => `<!doctype html><head><meta name="onecall-build" content="${name}" /></head>`;

test("EV-5: hello tells the build of the web app that is served", async () => {
  const webRoot = folder();
  writeFileSync(join(webRoot, "index.html"), page("0123456789ab"));
  const { ports } = await startServer({ webRoot });
  const device = new Device(ports.http);
  onTestFinished(() => void device.socket.disconnect());
  expect(await device.next("hello")).toMatchObject({ v: 1, app: "0123456789ab" });
});

test("EV-5: a web app replaced under a running server is another build 5 s later", () => {
  const webRoot = folder();
  const build = new BuildName(webRoot);
  expect(build.at(0)).toBeUndefined();
  writeFileSync(join(webRoot, "index.html"), page("one"));
  expect([build.at(4_999), build.at(5_000)]).toEqual([undefined, "one"]);
  writeFileSync(join(webRoot, "index.html"), page("two"));
  expect([build.at(9_999), build.at(10_000)]).toEqual(["one", "two"]);
  rmSync(webRoot, { recursive: true });
  expect(build.at(15_000)).toBeUndefined();
});

test.each([
  ["no name", "<!doctype html><title>Onecall</title>"],
  ["an empty one", page("")],
  ["one that is too long", page("x".repeat(65))],
  ["one that fits no event", page("a b")],
])("EV-5: an index.html with %s names no build", (_what, html) => {
  const webRoot = folder();
  writeFileSync(join(webRoot, "index.html"), html);
  expect(new BuildName(webRoot).at(0)).toBeUndefined();
});

test("EV-5: without a web app there is no build", () => {
  expect(new BuildName("none").at(0)).toBeUndefined();
});
