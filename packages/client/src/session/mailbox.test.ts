import {
  type Bytes,
  LIMITS,
  type Message,
  type Opened,
  ProtocolError,
  type SealedSession,
} from "@onecall/protocol";
import { describe, expect, it } from "vitest";
import { Mailbox } from "./mailbox.ts";

const settled = () => new Promise<void>((done) => setImmediate(done));
const bye: Message = { t: "bye", r: "left" };
const restart = (ep: number): Message => ({ t: "restart", ep });

/** A mailbox over a sealed session that only counts, and what went through it. */
const world = ({ isOpen = true } = {}) => {
  const posted: string[] = [];
  const taken: Message[] = [];
  const failures: unknown[] = [];
  const text = (bytes: Bytes) => new TextDecoder().decode(bytes);
  const bytes = (said: string): Bytes => new TextEncoder().encode(said);
  const sealed = {
    unacknowledged: 0,
    next: undefined as Opened | Error | undefined,
    seal: async (message: Message) => {
      sealed.unacknowledged++;
      return bytes(JSON.stringify(message));
    },
    sync: async () => bytes("sync"),
    open: async () => {
      if (sealed.next instanceof Error) throw sealed.next;
      if (!sealed.next) throw new Error("nothing came");
      return sealed.next;
    },
  };
  let at = 1_000_000;
  const owner = {
    // What a mailbox uses of a sealed session.
    sealed: sealed as unknown as SealedSession | undefined,
    isClosed: false,
    isOpen,
    now: () => at,
    post: (frame: Bytes) => void posted.push(text(frame)),
    take: async (message: Message) => void taken.push(message),
    onFailed: (error: unknown) => void failures.push(error),
  };
  const mailbox = new Mailbox(owner);
  const comes = (opened: Opened | Error) => {
    sealed.next = opened;
    return mailbox.receive(sealed as unknown as SealedSession, bytes("frame"));
  };
  const pass = (ms: number) => {
    at += ms;
  };
  return { pass, mailbox, owner, sealed, posted, taken, failures, comes, bytes };
};

describe("Mailbox", () => {
  it("FRAME-1: seals in the order of the calls", async () => {
    const { mailbox, posted } = world();
    for (let n = 0; n < 5; n++) mailbox.send(restart(n));
    mailbox.sync();
    await mailbox.flush();
    expect(posted).toEqual([0, 1, 2, 3, 4].map((n) => JSON.stringify(restart(n))).concat("sync"));
  });

  it("FRAME-7: what can be said again is sent only while half of the room is left, the rest always", async () => {
    const { mailbox, sealed, posted } = world();
    const half = LIMITS.unackedFrames / 2;
    sealed.unacknowledged = half - 1;
    expect(mailbox.sendIfRoom(restart(0))).toBe(true);
    await mailbox.flush();
    expect(sealed.unacknowledged).toBe(half);
    expect(mailbox.sendIfRoom(restart(1))).toBe(false);
    mailbox.send(bye);
    await mailbox.flush();
    expect(posted).toEqual([JSON.stringify(restart(0)), JSON.stringify(bye)]);
  });

  it("sends nothing before its keys are there, or once it is closed", async () => {
    const { mailbox, owner, posted } = world();
    const { sealed } = owner;
    owner.sealed = undefined;
    expect(mailbox.sendIfRoom(bye)).toBe(false);
    mailbox.send(bye);
    await mailbox.flush();
    owner.sealed = sealed;
    mailbox.send(bye);
    owner.isClosed = true;
    await mailbox.flush();
    expect(mailbox.sendIfRoom(bye)).toBe(false);
    expect(posted).toEqual([]);
  });

  it("FRAME-7: gives on what is asked for again, and asks when enough came", async () => {
    const { comes, mailbox, posted, taken, bytes } = world();
    await comes({ kind: "message", message: bye, syncDue: false });
    expect(posted).toEqual([]);
    await comes({ kind: "message", message: bye, syncDue: true });
    await mailbox.flush();
    await comes({ kind: "resend", frames: [bytes("a"), bytes("b")] });
    expect([posted, taken.length]).toEqual([["sync", "a", "b"], 2]);
  });

  it("FRAME-7: several syncs of one gap are answered once, unless what was sent may be lost", async () => {
    const { comes, mailbox, pass, posted, bytes } = world();
    const frames = [bytes("a"), bytes("b")];
    const again = { kind: "resend", frames } as const;
    await comes(again);
    pass(499);
    await comes(again);
    expect(posted).toEqual(["a", "b"]);
    await comes({ kind: "resend", frames: frames.slice(1) });
    expect(posted).toEqual(["a", "b", "b"]);
    pass(500);
    await comes({ kind: "resend", frames: frames.slice(1) });
    expect(posted).toEqual(["a", "b", "b", "b"]);
    mailbox.reconnected();
    await mailbox.flush();
    await comes({ kind: "resend", frames: frames.slice(1) });
    expect(posted).toEqual(["a", "b", "b", "b", "sync", "b"]);
  });

  it.each([true, false])("GATE-1: a gap is asked about only once both said yes: %s", async (isOpen) => {
    const { comes, mailbox, posted } = world({ isOpen });
    await comes({ kind: "gap", first: true });
    await comes({ kind: "gap", first: false });
    await mailbox.flush();
    expect(posted).toEqual(isOpen ? ["sync"] : []);
  });

  it("FRAME-5: twenty messages nobody can read are dropped, and what is forged ends it at once", async () => {
    const { comes } = world();
    for (let n = 0; n < 20; n++) {
      await comes(new ProtocolError(n % 2 ? "message-malformed" : "frame-malformed"));
    }
    await expect(comes(new ProtocolError("message-malformed"))).rejects.toThrow();
    await expect(world().comes(new ProtocolError("frame-forged"))).rejects.toThrow();
  });

  it("nothing of what is opened too late counts", async () => {
    const { comes, owner, taken } = world();
    const coming = comes({ kind: "message", message: bye, syncDue: true });
    owner.isClosed = true;
    await coming;
    expect(taken).toEqual([]);
  });

  it("tells what goes wrong while sealing, and goes on", async () => {
    const { mailbox, sealed, failures, posted } = world();
    const { seal } = sealed;
    sealed.seal = async () => {
      throw new ProtocolError("frame-malformed");
    };
    mailbox.send(bye);
    await settled();
    sealed.seal = seal;
    mailbox.send(bye);
    await mailbox.flush();
    expect([failures.length, posted.length]).toEqual([1, 1]);
  });
});
