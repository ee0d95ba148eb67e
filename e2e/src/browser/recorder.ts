/** One RTCPeerConnection the page made, as the recorder saw it used. */
interface RecordedConnection {
  readonly connection: RTCPeerConnection;
  /** `candidate` lines given to addIceCandidate or found in remote descriptions. */
  readonly applied: string[];
  /** Kinds of tracks handed to senders, by addTrack, addTransceiver or replaceTrack. */
  readonly attached: string[];
  /** Types of local descriptions set: "offer", "answer", ... */
  readonly described: string[];
}

/** What {@link installRecorder} leaves on the window of every page. */
interface Recorder {
  readonly connections: RecordedConnection[];
  /** Every track capture ever gave this page. */
  readonly captured: MediaStreamTrack[];
  /** Values of data-call-state in the order they were seen. */
  readonly states: string[];
  /** When each of them was seen, ms since the page began. */
  readonly times: number[];
}

declare global {
  interface Window {
    recorder: Recorder;
  }
}

/**
 * Runs in the page before its own scripts and watches, without changing what anything does: peer connections,
 * captured tracks, call states. Must not refer to anything outside itself, since only its text reaches the page.
 */
export function installRecorder(): void {
  const recorder: Recorder = { connections: [], captured: [], states: [], times: [] };
  Object.defineProperty(window, "recorder", { value: recorder });

  const observer = new MutationObserver(() => {
    const root = document.documentElement;
    if (!root) return;
    observer.observe(root, { attributes: true, attributeFilter: ["data-call-state"] });
    const state = root.getAttribute("data-call-state");
    if (!state || state === recorder.states.at(-1)) return;
    recorder.states.push(state);
    recorder.times.push(performance.now());
  });
  // The document element comes after this script.
  observer.observe(document, { childList: true });

  // The blank page before the first has neither calls nor devices.
  if (!window.isSecureContext) return;

  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class RTCPeerConnection extends Native {
    readonly #record: RecordedConnection = { connection: this, applied: [], attached: [], described: [] };

    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      recorder.connections.push(this.#record);
    }

    override addIceCandidate(candidate?: RTCIceCandidateInit | null): Promise<void> {
      if (candidate?.candidate) this.#record.applied.push(candidate.candidate);
      return super.addIceCandidate(candidate ?? undefined);
    }

    override setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
      this.#record.applied.push(...(description.sdp?.match(/^a=candidate:.*$/gm) ?? []));
      return super.setRemoteDescription(description);
    }

    override async setLocalDescription(description?: RTCLocalSessionDescriptionInit): Promise<void> {
      await super.setLocalDescription(description);
      this.#record.described.push(this.localDescription?.type ?? "none");
    }

    override addTrack(track: MediaStreamTrack, ...streams: MediaStream[]): RTCRtpSender {
      this.#record.attached.push(track.kind);
      return super.addTrack(track, ...streams);
    }

    override addTransceiver(
      trackOrKind: MediaStreamTrack | string,
      init?: RTCRtpTransceiverInit,
    ): RTCRtpTransceiver {
      if (typeof trackOrKind !== "string") this.#record.attached.push(trackOrKind.kind);
      return super.addTransceiver(trackOrKind, init);
    }
  };

  const replaceTrack = RTCRtpSender.prototype.replaceTrack;
  RTCRtpSender.prototype.replaceTrack = function (track) {
    const owner = recorder.connections.find(({ connection }) => connection.getSenders().includes(this));
    if (track) owner?.attached.push(track.kind);
    return replaceTrack.call(this, track);
  };

  const { getUserMedia } = MediaDevices.prototype;
  MediaDevices.prototype.getUserMedia = async function (constraints) {
    const stream = await getUserMedia.call(this, constraints);
    recorder.captured.push(...stream.getTracks());
    return stream;
  };
  // Phones have none.
  const { getDisplayMedia } = MediaDevices.prototype as Partial<MediaDevices>;
  if (getDisplayMedia) {
    MediaDevices.prototype.getDisplayMedia = async function (options) {
      const stream = await getDisplayMedia.call(this, options);
      recorder.captured.push(...stream.getTracks());
      return stream;
    };
  }
  const { clone } = MediaStreamTrack.prototype;
  MediaStreamTrack.prototype.clone = function () {
    const copy = clone.call(this);
    // A remote track's copy is no capture: only copies of captured ones keep a device busy.
    if (recorder.captured.includes(this)) recorder.captured.push(copy);
    return copy;
  };
}
