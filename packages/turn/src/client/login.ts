import { MESSAGE_INTEGRITY } from "../stun/attributes/message-integrity.ts";
import { NONCE } from "../stun/attributes/nonce.ts";
import { ALGORITHM } from "../stun/attributes/password-algorithm.ts";
import { REALM } from "../stun/attributes/realm.ts";
import { USERNAME } from "../stun/attributes/username.ts";
import { CLASS } from "../stun/header.ts";
import { addIntegrity, isIntegrityRight, longTermKey } from "../stun/integrity.ts";
import type { StunMessage } from "../stun/message.ts";
import { checkSuccess, statusOf } from "./answer.ts";
import { type Challenge, readChallenge } from "./challenge.ts";
import type { Connection, Fill } from "./connection.ts";
import { TurnClientError } from "./errors.ts";

/** How often the server may ask for another nonce in a row. */
const MOST_ROUNDS = 3;

/** User name and password as a browser gets them. */
export interface LongTermCredentials {
  readonly username: string;
  readonly password: string;
}

/**
 * Requests with long-term credentials (RFC 8489 section 9.2), signed with MD5 and SHA-1 as browsers do. The first one goes out
 * unsigned and learns realm and nonce; 438 brings another nonce.
 */
export class Login {
  readonly connection: Connection;
  readonly #credentials: LongTermCredentials;
  #challenge: Challenge | undefined;
  #key: Buffer = Buffer.alloc(0);

  constructor(connection: Connection, credentials: LongTermCredentials) {
    this.connection = connection;
    this.#credentials = credentials;
  }

  /** Whether the server has asked who we are. */
  get wasAsked(): boolean {
    return this.#challenge !== undefined;
  }

  /**
   * @returns the success
   * @throws TurnClientError refusal (401 when the credentials are not accepted), challenge-incomplete, realm-changed, and those of
   *   the connection
   */
  async request(method: number, fill: Fill): Promise<StunMessage> {
    for (let round = 1; ; round++) {
      const wasSigned = this.wasAsked;
      const answer = await this.connection.request(
        method,
        (writer) => this.#sign(fill, writer),
        (received) => this.#believes(received),
      );
      const status = statusOf(answer);
      const isAsked = status === 438 || (status === 401 && !wasSigned);
      if (isAsked && round < MOST_ROUNDS) this.#take(readChallenge(answer));
      else return this.#conclude(answer, status);
    }
  }

  #conclude(answer: StunMessage, status: number | undefined): StunMessage {
    if (status === 401 && answer.has(REALM) && answer.read(REALM) !== this.#challenge?.realm) {
      throw new TurnClientError("realm-changed");
    }
    checkSuccess(answer);
    return answer;
  }

  #take(challenge: Challenge): void {
    const { username, password } = this.#credentials;
    this.#challenge = challenge;
    this.#key = longTermKey(ALGORITHM.md5, username, challenge.realm, password);
  }

  #sign(fill: Fill, writer: Parameters<Fill>[0]): void {
    fill(writer);
    if (this.#challenge === undefined) return;
    const { realm, nonce } = this.#challenge;
    writer.add(USERNAME, this.#credentials.username).add(REALM, realm).add(NONCE, nonce);
    addIntegrity(writer, "sha1", this.#key);
  }

  /** RFC 8489 section 9.2.5: a success must be signed; an error may be, and then rightly. */
  #believes(answer: StunMessage): boolean {
    if (this.#challenge === undefined) return true;
    if (answer.messageClass !== CLASS.success && !answer.has(MESSAGE_INTEGRITY)) return true;
    return isIntegrityRight(answer, "sha1", this.#key);
  }
}
