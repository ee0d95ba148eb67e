import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Host } from "@onecall/netlab";
import type { Tab } from "../../browser/tab.ts";
import { ask, letIn, openLink, startCall, waitForMedia } from "../../scenario/actions.ts";
import { LEASH } from "../../server/leash.ts";
import { SERVER_PROGRAM } from "../../server/process.ts";
import { liveApart } from "../labs.ts";
import { now, waitForCalm } from "../probe.ts";
import { PAIRS, type Scenario } from "../scenario.ts";
import { backAfter, expectNoTouch, tabsOf, timelines } from "../talk.ts";
import type { World } from "../world.ts";

const SECRET = "a-secret-that-only-this-run-knows";
const PORT = 3478;

/** `onecall turn` at a host of its own. */
class TurnNode implements AsyncDisposable {
  readonly host: Host;
  #process: ChildProcess | undefined;

  constructor(host: Host) {
    this.host = host;
  }

  async start(): Promise<void> {
    const options = ["turn", `--port=${PORT}`, "--turn-port=none", `--turn-secrets=${SECRET}`];
    const child = this.host.namespace.spawn(process.execPath, [...LEASH, SERVER_PROGRAM, ...options], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#process = child;
    if (!child.stdout) throw new Error("The TURN server has no output.");
    for await (const line of createInterface({ input: child.stdout })) if (/ready|TURN/i.test(line)) return;
    throw new Error("The TURN server did not start.");
  }

  async kill(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}

const openNodes = async (world: World): Promise<readonly TurnNode[]> => {
  const lab = await world.lab();
  const nodes: TurnNode[] = [];
  for (const name of ["turn1", "turn2"]) {
    const host = await lab.addHost(name, { families: ["ipv4"] });
    await lab.addDomain(`${name}.example`, host);
    nodes.push(world.own(new TurnNode(host)));
  }
  for (const node of nodes) await node.start();
  return nodes;
};

/**
 * Address of the other side's relay, which every packet of the call passes in both directions. Chromium names the pair at
 * the transport, Firefox at the pair; the relay of one's own is not read, since Firefox names the wrong one.
 */
const relayInUse = async (tab: Tab): Promise<string> =>
  await tab.waitFor(
    "a relay is in use",
    async () => {
      const open = window.recorder.connections.filter(
        ({ connection }) => connection.connectionState === "connected",
      );
      const stats = await open.at(-1)?.connection.getStats();
      const all = [...(stats?.values() ?? [])];
      const named = all.map(({ selectedCandidatePairId }) => selectedCandidatePairId).filter(Boolean);
      const pair = all.find(
        (one) => one.type === "candidate-pair" && (one.selected || named.includes(one.id)),
      );
      const remote = stats?.get(pair?.remoteCandidateId);
      return remote !== undefined && String(remote.address);
    },
    undefined,
  );

const hideAddress = async (tab: Tab): Promise<void> => {
  await tab.click("hide-address");
  await tab.waitForAttribute("hide-address", "aria-checked", "true");
};

/** Both hide their addresses; of two TURN servers one that carries the call is killed. */
export const turnKilled: Scenario = {
  id: "R-06",
  fault: "TURN server in use killed",
  kinds: [""],
  pairs: PAIRS,
  repetitions: 30,
  short: { pair: "chromium-chromium" },
  lab: true,
  measures: {
    back: {
      title: "killed → sound and picture on both",
      unit: "ms",
      target: { p95: 5000 },
      sane: { most: 30_000 },
    },
  },
  start: async (world, pair) => {
    const nodes = await openNodes(world);
    const external = nodes.map(({ host: { name } }) => ({
      urls: [`turn:${name}.example:${PORT}?transport=udp`],
      secrets: [SECRET],
    }));
    const { host, guest, origin } = await liveApart(world, pair, {
      options: ["--turn=off", `--turn-external=${JSON.stringify(external)}`],
    });
    const link = await startCall(host.tab, origin);
    await hideAddress(host.tab);
    await openLink(guest.tab, link);
    await hideAddress(guest.tab);
    await ask(guest.tab, "Bob");
    await letIn(host.tab, "Bob");
    const both = { host, guest };
    await waitForMedia(...tabsOf(both));
    await waitForCalm(tabsOf(both));
    return async () => {
      const address = await relayInUse(guest.tab);
      const node = nodes.find((one) => one.host.addresses.ipv4 === address);
      if (!node) throw new Error(`The call goes through "${address}", which is no TURN server.`);
      const from = now();
      await node.kill();
      // The old packets are still flowing in this very moment.
      await guest.tab.waitFor(
        "the loss is felt",
        () => {
          const time = performance.timeOrigin + performance.now();
          return (window.probe.sound.at(-1)?.to ?? 0) < time - 1000;
        },
        undefined,
      );
      await waitForCalm(tabsOf(both), 40_000);
      const to = now();
      await node.start();
      const lines = await timelines(both, from);
      expectNoTouch(lines, from, to);
      return { back: backAfter(lines, from + 1000, to) + 1000 };
    };
  },
};
