/** Statistics as they come: webrtc-stats names the members, browsers decide which are there. */
export type Stats = Readonly<Record<string, unknown>>;

/** A member that is a number; 0 where the browser does not tell it. */
export const numberIn = (stat: Stats, key: string): number => {
  const value = stat[key];
  return typeof value === "number" ? value : 0;
};
