/** A description, and what the air has to know of it. */
export interface Description {
  readonly type: "offer" | "answer";
  readonly sdp: string;
  readonly ufrag: string;
  /** As `a=fingerprint` has it, without the name of the hash. */
  readonly fingerprint: string;
}

/** A description as browsers write them, with what SPEC SDP-2 wants of one. */
export const describe = (
  type: Description["type"],
  ufrag: string,
  { fingerprint, isFirefox }: { readonly fingerprint: string; readonly isFirefox: boolean },
): Description => {
  const sdp = [
    "v=0",
    `o=${isFirefox ? "mozilla" : "-"} 1 1 IN IP4 127.0.0.1`,
    "s=-",
    "t=0 0",
    "m=audio 9 UDP/TLS/RTP/SAVPF 111",
    "c=IN IP4 0.0.0.0",
    `a=ice-ufrag:${ufrag}`,
    "a=ice-pwd:0123456789012345678901",
    `a=fingerprint:sha-256 ${fingerprint}`,
    `a=setup:${type === "offer" ? "actpass" : "active"}`,
    "a=mid:0",
    "",
  ].join("\r\n");
  return { type, sdp, ufrag, fingerprint };
};

export const read = ({ type, sdp = "" }: RTCSessionDescriptionInit): Description => ({
  type: type === "offer" ? "offer" : "answer",
  sdp,
  ufrag: /^a=ice-ufrag:(.*)\r$/m.exec(sdp)?.[1] ?? "",
  fingerprint: /^a=fingerprint:sha-256 (.*)\r$/m.exec(sdp)?.[1] ?? "",
});
