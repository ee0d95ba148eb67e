import { HEADER_LENGTH } from "../stun/header.ts";
import { type IpAddress, ipv4, parseIp, unmapped } from "../stun/ip-address.ts";
import type { Allocation } from "./allocation.ts";
import { Expirable } from "./expiry-queue.ts";

/** What a client speaks to the server over. */
export type Transport = "udp" | "tcp" | "tls";

/**
 * What is sent: an answer, which must go out; media in bytes that were received and are nobody else's any more; media in
 * bytes that the core uses again soon. Media is better dropped than queued.
 */
export type Payload = "answer" | "media" | "borrowed-media";

/** How the core reaches a client. One a listener or connection; sockets are below it. */
export interface Link {
  readonly transport: Transport;
  /** @returns false when the bytes were dropped because too much waits already */
  send(path: Path, bytes: Buffer, start: number, end: number, payload: Payload): boolean;
  /** From now on this path has state and must be found again by its address. */
  keep(path: Path): void;
  /** The path has no state any more. */
  forget(path: Path): void;
  /** Ends the connection; over UDP there is none. */
  close(path: Path): void;
}

/** One five-tuple. Over UDP it exists without state only while one datagram is handled. */
export class Path extends Expirable {
  readonly link: Link;
  /** As the socket reports it. */
  readonly address: string;
  readonly port: number;
  #ip: IpAddress | undefined;
  allocation: Allocation | undefined;
  /** The answer to the Refresh that freed the allocation, for when it is repeated. */
  farewell: RememberedAnswer | undefined;

  constructor(link: Link, address: string, port: number) {
    super();
    this.link = link;
    this.address = address;
    this.port = port;
  }

  /** The client's address as it sees itself through NATs, IPv4 when the socket reports it mapped into IPv6. */
  get ip(): IpAddress {
    this.#ip ??= unmapped(parseIp(this.address) ?? ipv4(0));
    return this.#ip;
  }

  /** Over UDP: the farewell is over. Over TCP and TLS: too long without an allocation. */
  override expire(): void {
    this.farewell = undefined;
    if (this.allocation !== undefined) return;
    this.link.forget(this);
    this.link.close(this);
  }
}

/** An answer that is given again when its request comes again. */
export class RememberedAnswer {
  /** One character a byte: a Buffer of its own takes three times the memory of what is in it. */
  readonly #text: string;

  constructor(answer: Buffer) {
    this.#text = answer.toString("latin1");
  }

  get bytes(): Buffer {
    return Buffer.from(this.#text, "latin1");
  }

  answers(transactionId: Buffer): boolean {
    return this.#text.slice(8, HEADER_LENGTH) === transactionId.toString("latin1");
  }
}
