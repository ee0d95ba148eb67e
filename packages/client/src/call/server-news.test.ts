import { describe, expect, it } from "vitest";
import type { CallEvents } from "./api.ts";
import { Emitter } from "./emitter.ts";
import { ServerNews } from "./server-news.ts";

/** News of the server for a page of this build, and what is told of it. */
const news = (build: string | undefined) => {
  const events = new Emitter<CallEvents>();
  const told: string[] = [];
  events.on("signalling", (state) => told.push(state));
  events.on("outdated", () => told.push("outdated"));
  return { news: new ServerNews(build, events), told };
};

describe("ServerNews", () => {
  it("tells each change of whether the server is there, and begins without", () => {
    const { news: server, told } = news("1");
    expect(server.signalling).toBe("offline");
    for (const state of ["offline", "online", "online", "offline"] as const) server.signallingIs(state);
    expect(told).toEqual(["online", "offline"]);
    expect(server.signalling).toBe("offline");
  });

  it("EV-5: tells once that another build is served, as long as it is", () => {
    const { news: server, told } = news("1");
    expect(server.isOutdated).toBe(false);
    for (const build of ["1", "2", "2", "3"]) server.serves(build);
    expect([told, server.isOutdated]).toEqual([["outdated"], true]);
    server.serves("1");
    expect(server.isOutdated).toBe(false);
    server.serves("2");
    expect(told).toEqual(["outdated", "outdated"]);
  });

  it("EV-5: a page that knows no build of its own is never outdated", () => {
    const { news: server, told } = news(undefined);
    server.serves("2");
    expect([told, server.isOutdated]).toEqual([[], false]);
  });
});
