export type { Attribute } from "./attribute.ts";
export { ADDITIONAL_ADDRESS_FAMILY } from "./attributes/additional-address-family.ts";
export { ADDRESS_ERROR_CODE } from "./attributes/address-error-code.ts";
export { ALTERNATE_SERVER } from "./attributes/alternate-server.ts";
export { CHANNEL_NUMBER } from "./attributes/channel-number.ts";
export { DATA } from "./attributes/data.ts";
export { DONT_FRAGMENT } from "./attributes/dont-fragment.ts";
export { ERROR_CODE } from "./attributes/error-code.ts";
export { EVEN_PORT } from "./attributes/even-port.ts";
export { FINGERPRINT } from "./attributes/fingerprint.ts";
export { LIFETIME } from "./attributes/lifetime.ts";
export { MAPPED_ADDRESS } from "./attributes/mapped-address.ts";
export { MESSAGE_INTEGRITY } from "./attributes/message-integrity.ts";
export { MESSAGE_INTEGRITY_SHA256 } from "./attributes/message-integrity-sha256.ts";
export { MOBILITY_TICKET } from "./attributes/mobility-ticket.ts";
export { NONCE } from "./attributes/nonce.ts";
export { ALGORITHM, PASSWORD_ALGORITHM } from "./attributes/password-algorithm.ts";
export { PASSWORD_ALGORITHMS } from "./attributes/password-algorithms.ts";
export { REALM } from "./attributes/realm.ts";
export { REQUESTED_ADDRESS_FAMILY } from "./attributes/requested-address-family.ts";
export { PROTOCOL_UDP, REQUESTED_TRANSPORT } from "./attributes/requested-transport.ts";
export { RESERVATION_TOKEN } from "./attributes/reservation-token.ts";
export { SOFTWARE } from "./attributes/software.ts";
export { UNKNOWN_ATTRIBUTES } from "./attributes/unknown-attributes.ts";
export { USERHASH, userhash } from "./attributes/userhash.ts";
export { USERNAME } from "./attributes/username.ts";
export { XOR_MAPPED_ADDRESS } from "./attributes/xor-mapped-address.ts";
export { XOR_PEER_ADDRESS } from "./attributes/xor-peer-address.ts";
export { XOR_RELAYED_ADDRESS } from "./attributes/xor-relayed-address.ts";
export { CLASS, HEADER_LENGTH, METHOD, type MessageClass } from "./header.ts";
export {
  addFingerprint,
  addIntegrity,
  type IntegrityKind,
  isIntegrityRight,
  longTermKey,
} from "./integrity.ts";
export { type Family, type IpAddress, parseIp, type TransportAddress } from "./ip-address.ts";
export { MALFORMED, type StunMessage } from "./message.ts";
export { type Malformed, readMessage } from "./message-reader.ts";
export { MessageWriter } from "./message-writer.ts";
export { type FrameListener, StreamFramer } from "./stream-framer.ts";
