/** Every size and count both sides agree on. Bytes are before base64url unless said. */
export const LIMITS = {
  /** Largest sealed frame or handshake message on the wire, bytes (hello.max). */
  messageBytes: 24_576,
  /** Socket.IO packet: base64url of `messageBytes` and its envelope. */
  packetBytes: 33_792,
  /** Messages the server relays for one knock before `admit` (KNOCK, HELLO, REVEAL+FIN_G, FIN_H, OFFER). */
  preAdmitMessages: 5,
  /** Bytes the server relays for one knock before `admit`. */
  preAdmitBytes: 24_576,
  /** Waiting knocks of a room; only the first is handed to the host. */
  lobbyKnocks: 20,
  /** Name of a person, in UTF-16 code units. */
  nameLength: 64,
  /** Candidates of one ICE generation. */
  candidatesPerGeneration: 40,
  /** Candidates in one message. */
  candidatesPerMessage: 20,
  /** STUN and TURN servers the server may name. */
  iceServers: 16,
  /** Addresses of one of them. */
  iceUrls: 8,
  /** Unacknowledged frames kept for re-sending. */
  unackedFrames: 64,
  /** Unacknowledged ciphertext kept for re-sending, bytes. */
  unackedBytes: 524_288,
} as const;
