import {
  type Bytes,
  createHostHandshake,
  type HostHandshake,
  type Message,
  ProtocolError,
  REVEAL_WITHIN,
  toBase64url,
} from "@onecall/protocol";
import type { RoomEntry } from "../identity/rooms.ts";
import { fingerprintOfCertificate } from "../peer/certificate.ts";
import type { AcceptProof } from "../peer/consent.ts";
import { Session } from "./session.ts";
import type { SessionOptions } from "./session-owner.ts";

/** Where a knock came from. */
export interface KnockFrom {
  readonly handle: number;
  readonly sid: string;
  /** Every sid answered at this link since the page was opened. */
  readonly usedSids: Set<string>;
}

/** The host's side of a session: answers a knock by itself, rings, and accepts or denies by its person. */
export class HostSession extends Session {
  override readonly role = "host";
  readonly sid: string;
  override handle: number;
  readonly #handshake: HostHandshake;
  #hello: Bytes | undefined;
  #cancelTimer: (() => void) | undefined;

  private constructor(options: SessionOptions, handshake: HostHandshake, handle: number, sid: string) {
    super(options);
    this.#handshake = handshake;
    this.handle = handle;
    this.sid = sid;
  }

  static async make(options: SessionOptions, room: RoomEntry, knock: KnockFrom): Promise<HostSession> {
    const handshake = createHostHandshake({
      room: await room.keys(),
      identity: room.record.identity,
      fingerprint: fingerprintOfCertificate(options.certificate),
      usedSids: knock.usedSids,
    });
    return new HostSession(options, handshake, knock.handle, knock.sid);
  }

  /** Answers KNOCK, and asks for servers beside it (SPEC ICE-4). */
  answer(knock: Bytes): void {
    this.options.ice.ask(this);
    this.receive(knock);
    const broken = () => this.fail("knock-broken-off");
    this.#cancelTimer = this.options.environment.after(REVEAL_WITHIN, broken);
  }

  /** The server handed the same KNOCK over again: what was said to it may be lost (SPEC HS-11). */
  override answerAgain(): void {
    if (this.#hello && !this.peer) this.options.listener.onFrame(this, this.#hello);
  }

  /**
   * Both said yes and the server seated the guest: opens the link and tells the guest.
   * `name` is the host person's, first told here.
   */
  accept(proof: AcceptProof, call: string, name: string): void {
    if (this.isOpen) return;
    const c = this.openLink(proof);
    this.send({ t: "accept", call, n: name, c });
  }

  /** The server seated the guest: makes the offer anew if there are relays that were kept back until now (SPEC ICE-4). */
  async gatherMore(): Promise<void> {
    const { ice } = this.options;
    if (this.isOpen || this.isClosed) return;
    const before = ice.list;
    const now = await ice.afterAdmit();
    if (now !== before && !now.more && !this.isClosed) await this.link?.offerAnew();
  }

  /** A sealed DENY for the server to pass on with `dismiss`; undefined when the session is dead. */
  async deny(why: Omit<Extract<Message, { t: "deny" }>, "t">): Promise<Bytes | undefined> {
    await this.flush();
    return this.established?.sealed.seal({ t: "deny", ...why }).catch(() => undefined);
  }

  override close(): void {
    this.#cancelTimer?.();
    super.close();
  }

  protected override async handshake(bytes: Bytes): Promise<boolean> {
    if (!this.#hello) {
      const { hello } = await this.#handshake.onKnock(bytes);
      this.#hello = hello;
      this.options.listener.onFrame(this, hello);
      return true;
    }
    const { peer, checkCode, fin, session } = await this.#handshake.onReveal(bytes);
    this.#cancelTimer?.();
    if (this.isClosed) return true;
    this.options.listener.onFrame(this, fin);
    await this.options.ice.ready();
    if (this.isClosed) return true;
    const proven = { key: toBase64url(peer.key), name: peer.profile.n };
    const link = this.establish({ sealed: session, checkCode }, proven, peer.fingerprint);
    await link.offer();
    if (this.isClosed) return true;
    this.options.listener.onProven(this);
    return true;
  }

  protected override accepted(): void {
    throw new ProtocolError("message-malformed", "ACCEPT from a guest");
  }
}
