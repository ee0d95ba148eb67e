const CHANNEL = "onecall-ring";

/** Tells the other tabs of this browser that the person answers here. */
export const sayAnswered = (): void => {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage("answered");
  channel.close();
};

/** Calls `run` when the person answered in another tab, until the result is called. */
export const onAnsweredElsewhere = (run: () => void): (() => void) => {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }) => {
    if (data === "answered") run();
  };
  return () => channel.close();
};
