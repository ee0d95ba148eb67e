import type { Environment } from "../environment.ts";
import type { Session } from "../session/session.ts";

/** Longest wait for the last words to leave before the connection is closed. */
const WITHIN = 500;

/**
 * Tells the other device that this person left, and resolves when the words are out. Both ways: the data channel is
 * quick, the server reaches a device whose connection is broken.
 */
export const sayBye = async (session: Session | undefined, environment: Environment): Promise<void> => {
  if (!session?.isOpen) return;
  const bye = { t: "bye", r: "left" } as const;
  session.sendControl(bye);
  session.send(bye);
  const out = Promise.all([session.flush(), session.drained()]);
  await Promise.race([out, new Promise<void>((done) => environment.after(WITHIN, done))]);
};
