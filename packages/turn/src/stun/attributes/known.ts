import { CHANNEL_NUMBER } from "./channel-number.ts";
import { DATA } from "./data.ts";
import { DONT_FRAGMENT } from "./dont-fragment.ts";
import { ERROR_CODE } from "./error-code.ts";
import { EVEN_PORT } from "./even-port.ts";
import { LIFETIME } from "./lifetime.ts";
import { MAPPED_ADDRESS } from "./mapped-address.ts";
import { MESSAGE_INTEGRITY } from "./message-integrity.ts";
import { MESSAGE_INTEGRITY_SHA256 } from "./message-integrity-sha256.ts";
import { NONCE } from "./nonce.ts";
import { PASSWORD_ALGORITHM } from "./password-algorithm.ts";
import { REALM } from "./realm.ts";
import { REQUESTED_ADDRESS_FAMILY } from "./requested-address-family.ts";
import { REQUESTED_TRANSPORT } from "./requested-transport.ts";
import { RESERVATION_TOKEN } from "./reservation-token.ts";
import { UNKNOWN_ATTRIBUTES } from "./unknown-attributes.ts";
import { USERHASH } from "./userhash.ts";
import { USERNAME } from "./username.ts";
import { XOR_MAPPED_ADDRESS } from "./xor-mapped-address.ts";
import { XOR_PEER_ADDRESS } from "./xor-peer-address.ts";
import { XOR_RELAYED_ADDRESS } from "./xor-relayed-address.ts";

const REQUIRED: ReadonlySet<number> = new Set(
  [
    MAPPED_ADDRESS,
    USERNAME,
    MESSAGE_INTEGRITY,
    ERROR_CODE,
    UNKNOWN_ATTRIBUTES,
    CHANNEL_NUMBER,
    LIFETIME,
    XOR_PEER_ADDRESS,
    DATA,
    REALM,
    NONCE,
    XOR_RELAYED_ADDRESS,
    REQUESTED_ADDRESS_FAMILY,
    EVEN_PORT,
    REQUESTED_TRANSPORT,
    DONT_FRAGMENT,
    MESSAGE_INTEGRITY_SHA256,
    PASSWORD_ALGORITHM,
    USERHASH,
    XOR_MAPPED_ADDRESS,
    RESERVATION_TOKEN,
  ].map(({ type }) => type),
);

/** RFC 8489 section 14: a type below 0x8000 that nothing here understands, which refuses the whole message. */
export function isUnknownRequired(type: number): boolean {
  return type < 0x8000 && !REQUIRED.has(type);
}
