import { describe, expect, it } from "vitest";
import { seeded } from "../../testing/seeded.ts";
import { SignallingModel } from "../../testing/signalling-model.ts";
import { type Description, Negotiation, withoutAddresses } from "./negotiation.ts";

type Random = ReturnType<typeof seeded>;
const settled = () => new Promise<void>((done) => setImmediate(done));

/** A message on its way to one of the two. */
interface Letter {
  readonly to: "host" | "guest";
  readonly description: Description;
}

/** Two devices whose event loops, clock and letters a test moves one step at a time. */
class World {
  readonly letters: Letter[] = [];
  readonly failures: unknown[] = [];
  /** Everything that waits to be done inside the two devices. */
  readonly tasks: (() => void)[] = [];
  readonly sent: (Letter & { readonly again: boolean })[] = [];
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>();
  /** Whether descriptions are refused. */
  refuse = false;
  #now = 0;
  readonly host = this.#end("host");
  readonly guest = this.#end("guest");

  #end(name: "host" | "guest") {
    const pause = () => new Promise<void>((done) => this.tasks.push(done));
    const connection = new SignallingModel(name, pause, (run) => this.tasks.push(run));
    const environment = {
      now: () => this.#now,
      after: (delay: number, run: () => void) => {
        const timer = { at: this.#now + delay, run };
        this.#timers.add(timer);
        return () => void this.#timers.delete(timer);
      },
    };
    const to = name === "host" ? "guest" : "host";
    // The first exchange was the host's offer 0.
    const start =
      name === "host"
        ? { environment, polite: false, nextOffer: 1, handled: -1 }
        : { environment, polite: true, nextOffer: 0, handled: 0 };
    const negotiation = new Negotiation(
      // Only its signalling is there, and nothing else of it is used.
      connection as unknown as RTCPeerConnection,
      start,
      {
        send: (description, again) => {
          this.letters.push({ to, description });
          this.sent.push({ to, description, again });
        },
        check: (_, sdp) => {
          if (this.refuse) throw new Error("refused");
          return sdp;
        },
        onRemote: () => {},
        onFailed: (error) => this.failures.push(error),
      },
    );
    return { connection, negotiation };
  }

  pass(ms: number): void {
    this.#now += ms;
    for (const timer of [...this.#timers].filter(({ at }) => at <= this.#now)) {
      this.#timers.delete(timer);
      timer.run();
    }
  }

  deliver({ to, description }: Letter): void {
    void this[to].negotiation.receive(description);
  }

  /** One thing that waits inside a device is done. */
  async workOnce(random: Random): Promise<void> {
    this.tasks.splice(random(Math.max(1, this.tasks.length)), 1)[0]?.();
    await settled();
  }

  /** Everything that waits inside the two is done; letters wait. */
  async work(): Promise<void> {
    await settled();
    for (let task = this.tasks.shift(); task; task = this.tasks.shift()) {
      task();
      await settled();
    }
  }

  /** Everything that waits is done, and every letter arrives, until nothing is left; `order` picks the next letter. */
  async calm(order: (letters: number) => number = () => 0): Promise<void> {
    for (let steps = 0; steps < 500; steps++) {
      await this.work();
      const [letter] = this.letters.splice(order(this.letters.length), 1);
      if (!letter) return;
      this.deliver(letter);
    }
    throw new Error("they never stop talking");
  }

  /** Undefined when the two are done and mean the same. */
  get disagreement(): string | undefined {
    const { host, guest } = this;
    const [ours, theirs] = [host.connection.inForce, guest.connection.inForce];
    const faults = [...host.connection.faults, ...guest.connection.faults, ...this.failures.map(String)];
    if (faults[0] !== undefined) return faults[0];
    for (const { connection } of [host, guest])
      if (connection.signalingState !== "stable")
        return `host ${host.connection.signalingState}, guest ${guest.connection.signalingState}`;
    if (host.negotiation.generation !== guest.negotiation.generation)
      return `generations ${host.negotiation.generation} and ${guest.negotiation.generation}`;
    if (ours.local !== theirs.remote || ours.remote !== theirs.local)
      return `host has ${ours.local} and ${ours.remote}, guest ${theirs.local} and ${theirs.remote}`;
    if (!ours.isCurrent || !theirs.isCurrent) return "what was wanted was not negotiated";
    return undefined;
  }
}

/** Two devices that made their first offer and answer. */
const connected = async (): Promise<World> => {
  const world = new World();
  world.host.connection.want();
  await world.calm();
  expect(world.disagreement).toBeUndefined();
  return world;
};

/** The same, and an offer of new credentials on its way to the guest. */
const offered = async () => {
  const world = await connected();
  world.host.negotiation.restartIce();
  await world.work();
  const [offer] = world.letters;
  if (!offer) throw new Error("no offer was made");
  return { world, offer };
};

/** Everything that may happen to two devices, by chance. */
const anything = async (world: World, random: Random): Promise<void> => {
  const { host, guest, letters } = world;
  const at = random(Math.max(1, letters.length));
  switch (random(14)) {
    case 12:
      return guest.negotiation.restartIce();
    case 13:
      return (random(2) ? host : guest).negotiation.connected();
    case 0:
      return host.negotiation.restartIce();
    case 1:
      return host.connection.want();
    case 2:
      return guest.connection.want();
    case 3:
      return (random(2) ? host : guest).negotiation.remind();
    case 4:
      return world.pass([100, 600, 1_500, 2_500][random(4)] ?? 0);
    case 5:
      return void letters.splice(at, 1);
    case 6:
      return void (letters[at] && world.deliver(letters[at]));
    case 7:
    case 8: {
      const [letter] = letters.splice(at, 1);
      return letter && world.deliver(letter);
    }
    default:
      return world.workOnce(random);
  }
};

/** The carriers are good again: what is under way arrives in any order, and so does what both are reminded of. */
const recover = async (world: World, random: Random): Promise<void> => {
  await world.calm((letters) => random(Math.max(1, letters)));
  for (const { negotiation } of random(2) ? [world.host, world.guest] : [world.guest, world.host]) {
    negotiation.connected();
  }
  await world.calm();
  // Reminders are 12 s apart at most; the second one may have met an offer of the other side.
  for (let i = 0; i < 2; i++) {
    world.pass(12_000);
    await world.calm();
  }
};

describe("Negotiation", () => {
  it("R-29, MSG-5: 10,000 random schedules of restarts, renegotiations and lost, doubled and late words end in agreement", {
    timeout: 120_000,
  }, async () => {
    const base = Date.now() | 0;
    for (let run = 0; run < 10_000; run++) {
      const random = seeded(base + run);
      const world = await connected();
      for (let steps = 10 + random(40); steps > 0; steps--) {
        await anything(world, random);
        await settled();
      }
      await recover(world, random);
      if (world.disagreement) expect.fail(`seed ${base + run}: ${world.disagreement}`);
    }
  });

  it("REJOIN-5: each restart is a new generation with new credentials, and both end with the last one", async () => {
    const world = await connected();
    for (let generation = 1; generation <= 5; generation++) {
      const before = world.host.connection.fragments;
      world.host.negotiation.restartIce();
      await world.calm();
      expect(world.disagreement).toBeUndefined();
      const { local, remote } = world.host.connection.fragments;
      expect(local).not.toBe(before.local);
      expect(remote).not.toBe(before.remote);
      expect(world.guest.negotiation.generation).toBe(generation);
    }
  });

  it("MSG-5: an offer that comes again is answered by the same answer, and handled once", async () => {
    const { world, offer } = await offered();
    world.deliver(offer);
    await world.work();
    world.pass(300);
    // Said again five times while nobody heard it: they come in one go, and so does one answer.
    for (let times = 0; times < 5; times++) world.deliver(offer);
    await world.work();
    const answers = world.sent.filter(({ description }) => description.t === "answer" && description.o === 2);
    expect(answers.map(({ again }) => again)).toEqual([false, true]);
    expect(answers[1]?.description).toEqual(answers[0]?.description);
    expect(world.disagreement).toMatch(/^host have-local-offer/);
    await world.calm();
    expect(world.disagreement).toBeUndefined();
  });

  it("MSG-5: an offer with a lower number than one that was handled, or of an older generation, is dropped", async () => {
    const { world, offer } = await offered();
    world.letters.splice(0);
    world.pass(2_000);
    world.host.negotiation.restartIce();
    await world.calm();
    expect(world.disagreement).toBeUndefined();
    const { length } = world.sent;
    world.deliver(offer);
    const { description } = offer;
    if (description.t !== "offer") throw new Error("not an offer");
    world.deliver({ ...offer, description: { ...description, ep: 1, o: 99 } });
    await world.calm();
    expect(world.sent).toHaveLength(length);
    expect(world.disagreement).toBeUndefined();
  });

  it("MSG-5: an answer counts once, and only for the offer whose number it has", async () => {
    const { world, offer } = await offered();
    world.letters.splice(0);
    world.deliver(offer);
    await world.work();
    const [letter] = world.letters.splice(0);
    if (letter?.description.t !== "answer") throw new Error("no answer was given");
    world.deliver({ ...letter, description: { ...letter.description, o: 0 } });
    world.deliver({ ...letter, description: { ...letter.description, o: 7 } });
    await world.work();
    expect(world.host.connection.signalingState).toBe("have-local-offer");
    world.deliver(letter);
    world.deliver(letter);
    await world.calm();
    expect(world.disagreement).toBeUndefined();
  });

  it("MSG-5: an answer to the first offer that comes again is nothing", async () => {
    const world = await connected();
    const { length } = world.sent;
    world.deliver({ to: "host", description: { t: "answer", ep: 0, o: 0, sdp: "v=0" } });
    world.deliver({ to: "guest", description: { t: "offer", ep: 0, o: 0, sdp: "v=0" } });
    await world.calm();
    expect(world.sent).toHaveLength(length);
    expect(world.disagreement).toBeUndefined();
  });

  it("DATA-1: an offer without an answer is said again after 1.5 s, to the letter, until it is answered", async () => {
    const { world } = await offered();
    world.letters.splice(0);
    const offers = () => world.sent.filter(({ description: { t, o } }) => t === "offer" && o === 2);
    world.pass(1_499);
    expect(offers()).toHaveLength(1);
    world.pass(1);
    expect(offers().map(({ again }) => again)).toEqual([false, true]);
    expect(offers()[1]?.description).toEqual(offers()[0]?.description);
    world.letters.splice(0);
    world.pass(60_000);
    expect(offers().length).toBeGreaterThan(2);
    await world.calm();
    const { length } = offers();
    world.pass(60_000);
    expect(offers()).toHaveLength(length);
    expect(world.disagreement).toBeUndefined();
  });

  it("DATA-1: a restart of the guest's is said to nobody, nor are its candidates, until packets come", async () => {
    const world = await connected();
    world.sent.length = 0;
    world.guest.negotiation.restartIce();
    await world.calm();
    expect(world.guest.negotiation.gathering).toBeUndefined();
    world.guest.negotiation.remind();
    expect(world.sent).toEqual([]);
    world.guest.negotiation.connected();
    await world.work();
    expect(world.guest.negotiation.gathering).toBe(1);
    expect(world.sent.map(({ to, description }) => [to, description.t])).toEqual([["host", "offer"]]);
    await world.calm();
    expect(world.disagreement).toBeUndefined();
  });

  it("REJOIN-5: what is asked for in the moment packets come again was asked for before, and restarts nothing", async () => {
    const world = await connected();
    const before = world.host.connection.fragments.local;
    // The first time packets come there was nothing before.
    for (let times = 0; times < 2; times++) world.host.negotiation.connected();
    world.host.negotiation.restartIce();
    world.pass(999);
    world.host.negotiation.restartIce();
    await world.calm();
    expect(world.host.connection.fragments.local).toBe(before);
    world.pass(1);
    world.host.negotiation.restartIce();
    await world.calm();
    expect(world.host.connection.fragments.local).not.toBe(before);
  });

  it("a restart does not disturb one that is still on its way, and replaces one that is lost", async () => {
    const { world } = await offered();
    world.pass(1_999);
    world.host.negotiation.restartIce();
    await world.work();
    expect(world.host.negotiation.generation).toBe(1);
    world.letters.splice(0);
    world.pass(1);
    world.host.negotiation.restartIce();
    await world.calm();
    expect(world.host.negotiation.generation).toBe(2);
    expect(world.disagreement).toBeUndefined();
  });

  it("REJOIN-5: one that was said is still good for a minute, unless something changed", async () => {
    const { world } = await offered();
    world.pass(59_999);
    world.host.negotiation.restartIce({ anew: false });
    await world.work();
    expect(world.host.negotiation.generation).toBe(1);
    world.pass(1);
    world.host.negotiation.restartIce({ anew: false });
    await world.calm();
    expect(world.host.negotiation.generation).toBe(2);
    expect(world.disagreement).toBeUndefined();
  });

  it("MSG-5: a restart the guest took back for the host's changes nothing when it comes late", async () => {
    const world = await connected();
    world.host.negotiation.restartIce();
    world.guest.negotiation.restartIce();
    await world.work();
    world.guest.negotiation.connected();
    await world.work();
    const own = world.letters.find(({ to }) => to === "host");
    if (!own) throw new Error("the guest's restart was not said");
    await world.calm();
    const { fragments } = world.host.connection;
    world.deliver(own);
    await world.calm();
    expect(world.host.connection.fragments).toEqual(fragments);
    expect(world.disagreement).toBeUndefined();
  });

  it.each(["host", "guest"] as const)(
    "what the browser of the %s wants right behind a restart waits for 2.5 s if it had given up: it may be another one",
    async (who) => {
      const { world, offer } = await offered();
      world.deliver(offer);
      world.letters.splice(0);
      await world.calm();
      world[who].connection.connectionState = "failed";
      world[who].connection.want();
      await world.calm();
      const offers = () =>
        world.sent.filter(({ description, again }) => description.t === "offer" && !again).length;
      const before = offers();
      world.pass(2_499);
      await world.calm();
      expect(offers()).toBe(before);
      world.pass(1);
      await world.calm();
      expect(offers()).toBe(before + 1);
      expect(world.disagreement).toBeUndefined();
    },
  );

  it("a restart is not held up by an offer that restarts nothing", async () => {
    const world = await connected();
    world.host.connection.want();
    await world.work();
    expect(world.host.connection.signalingState).toBe("have-local-offer");
    world.host.negotiation.restartIce();
    await world.calm();
    expect(world.guest.negotiation.generation).toBe(1);
    expect(world.disagreement).toBeUndefined();
  });

  it("W3C WebRTC 10.7: of two offers at once the host's counts, and the guest makes its own again", async () => {
    const world = await connected();
    world.host.connection.want();
    world.guest.connection.want();
    await world.work();
    expect(world.letters.map(({ description }) => description.t)).toEqual(["offer", "offer"]);
    await world.calm();
    expect(world.disagreement).toBeUndefined();
  });

  it("SDP-2: a description that is refused is told, and the next one counts", async () => {
    const { world, offer } = await offered();
    world.refuse = true;
    await world.calm();
    expect(world.failures).toHaveLength(1);
    expect(world.guest.connection.signalingState).toBe("stable");
    expect(offer.to).toBe("guest");
  });

  it("says and does nothing once it is closed", async () => {
    const { world } = await offered();
    for (const { negotiation } of [world.host, world.guest]) negotiation.close();
    const { length } = world.sent;
    world.host.negotiation.restartIce();
    world.pass(60_000);
    await world.calm();
    expect(world.sent).toHaveLength(length);
    expect(world.failures).toEqual([]);
  });
});

describe("withoutAddresses", () => {
  it("SDP-3: leaves no address, port or candidate in a description", () => {
    const sdp = [
      "v=0",
      "o=- 4710773740038082735 2 IN IP4 127.0.0.1",
      "m=audio 49170 UDP/TLS/RTP/SAVPF 111",
      "c=IN IP4 192.168.1.20",
      "a=rtcp:49171 IN IP4 192.168.1.20",
      "a=candidate:1 1 udp 2122260223 192.168.1.20 49170 typ host",
      "a=end-of-candidates",
      "a=mid:0",
      "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
      "c=IN IP6 2001:db8::1",
      "m=video 0 UDP/TLS/RTP/SAVPF 96",
      "",
    ];
    expect(withoutAddresses(sdp.join("\r\n")).split("\r\n")).toEqual([
      "v=0",
      "o=- 4710773740038082735 2 IN IP4 127.0.0.1",
      "m=audio 9 UDP/TLS/RTP/SAVPF 111",
      "c=IN IP4 0.0.0.0",
      "a=rtcp:9 IN IP4 0.0.0.0",
      "a=mid:0",
      "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
      "c=IN IP4 0.0.0.0",
      "m=video 0 UDP/TLS/RTP/SAVPF 96",
      "",
    ]);
  });
});
