/** W3C webrtc-extensions, section 5.3; not in the DOM typings yet. */
interface SetParameterOptions {
  readonly encodingOptions: readonly { readonly keyFrame: boolean }[];
}
type SetParameters = (parameters: RTCRtpSendParameters, options: SetParameterOptions) => Promise<void>;

/**
 * Makes the next picture one that can be decoded alone: after a break the other device would have to ask for it first, a second
 * later. Browsers without this option ignore it.
 */
export const sendKeyFrames = (connection: RTCPeerConnection): void => {
  for (const sender of connection.getSenders()) {
    if (sender.track?.kind !== "video") continue;
    const parameters = sender.getParameters();
    const encodingOptions = parameters.encodings.map(() => ({ keyFrame: true }));
    const setParameters: SetParameters = sender.setParameters.bind(sender);
    // A sender that is being changed otherwise, or stopped, needs none.
    setParameters(parameters, { encodingOptions }).catch(() => undefined);
  }
};
