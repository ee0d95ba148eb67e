/** W3C webrtc-extensions, section 5.3; not in the DOM typings yet. */
interface SetParameterOptions {
  readonly encodingOptions: readonly { readonly keyFrame: boolean }[];
}
type SetParameters = (parameters: RTCRtpSendParameters, options: SetParameterOptions) => Promise<void>;

/** A size so little smaller that nobody sees it. */
const SMALLER = 1.02;

const isText = ({ contentHint }: MediaStreamTrack): boolean =>
  contentHint === "text" || contentHint === "detail";

/**
 * Makes the next picture one that can be decoded alone: after a break the other device would have to ask for it first, one to
 * three seconds later. Only Chromium knows the option; in other browsers a picture of another size has to stand alone.
 */
export const sendKeyFrames = (connection: RTCPeerConnection, isChromium: boolean): void => {
  for (const sender of connection.getSenders()) {
    if (sender.track?.kind !== "video") continue;
    // Letters of another size are blurred: a screen waits until the other device asks.
    if (!isChromium && isText(sender.track)) continue;
    const parameters = sender.getParameters();
    const encodingOptions = parameters.encodings.map(() => ({ keyFrame: true }));
    if (!isChromium) {
      for (const encoding of parameters.encodings) {
        const is = encoding.scaleResolutionDownBy ?? 1;
        encoding.scaleResolutionDownBy = is === 1 ? SMALLER : 1;
      }
    }
    const setParameters: SetParameters = sender.setParameters.bind(sender);
    // A sender that is being changed otherwise, or stopped, needs none.
    setParameters(parameters, { encodingOptions }).catch(() => undefined);
  }
};
