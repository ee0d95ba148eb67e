import {
  type Bytes,
  claimOf,
  createGuestHandshake,
  equal,
  type GuestHandshake,
  type Message,
  ProtocolError,
  toBase64url,
  toHex,
} from "@onecall/protocol";
import type { RoomEntry } from "../identity/rooms.ts";
import { fingerprintOfCertificate } from "../peer/certificate.ts";
import { proofOfFrame } from "../peer/consent.ts";
import { Session } from "./session.ts";
import type { SessionOptions } from "./session-owner.ts";

/** The guest's side of a session: knocks, proves its key, waits for ACCEPT. */
export class GuestSession extends Session {
  override readonly role = "guest";
  override readonly handle = undefined;
  readonly sid: string;
  override readonly knock: Bytes;
  readonly #handshake: GuestHandshake;
  #answered: { readonly hello: Bytes; readonly reveal: Bytes } | undefined;

  private constructor(options: SessionOptions, handshake: GuestHandshake) {
    super(options);
    this.#handshake = handshake;
    this.sid = toHex(handshake.sid);
    this.knock = handshake.knock;
  }

  /** `name` is told to the host in the sealed FIN, not before. */
  static async make(options: SessionOptions, room: RoomEntry, name: string): Promise<GuestSession> {
    const handshake = await createGuestHandshake({
      link: room.record,
      room: await room.keys(),
      identity: room.record.identity,
      fingerprint: fingerprintOfCertificate(options.certificate),
      profile: { n: name, c: [] },
    });
    return new GuestSession(options, handshake);
  }

  override hasAnswered(bytes: Bytes): boolean {
    return this.#answered !== undefined && equal(bytes, this.#answered.hello);
  }

  protected override async handshake(bytes: Bytes): Promise<boolean> {
    if (!this.established) {
      const { reveal, session, checkCode } = await this.#handshake.onHello(bytes);
      if (this.isClosed) return true;
      this.established = { sealed: session, checkCode };
      this.#answered = { hello: bytes, reveal };
      this.options.listener.onFrame(this, reveal);
      // Beside REVEAL, so that the answer is there before the host's is (SPEC ICE-4).
      this.options.ice.ask(this);
      return true;
    }
    if (this.#answered && this.hasAnswered(bytes)) {
      this.options.listener.onFrame(this, this.#answered.reveal);
      return true;
    }
    // Where the FIN was lost with a connection, what was said after it can not be read: the device knocks anew.
    const kind = claimOf(bytes)?.kind;
    if (kind === "message" || kind === "sync") return false;
    const { peer } = await this.#handshake.onFin(bytes);
    await this.options.ice.ready();
    if (this.isClosed) return true;
    this.establish(this.established, { key: toBase64url(peer.key), name: "" }, peer.fingerprint);
    this.options.listener.onProven(this);
    return true;
  }

  protected override accepted(message: Extract<Message, { t: "accept" }>): void {
    if (this.isOpen) return;
    // An ACCEPT that came through the sealed session is the host person's yes (SPEC CONSENT-2).
    if (!this.connection?.remoteDescription)
      throw new ProtocolError("message-malformed", "ACCEPT before OFFER");
    this.openLink(proofOfFrame(this.sid));
    this.link?.addFirstCandidates(message.c);
    this.options.listener.onAccepted(this, message);
  }
}
