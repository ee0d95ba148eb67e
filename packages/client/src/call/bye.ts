import type { Environment } from "../environment.ts";
import type { Session } from "../session/session.ts";

/** Longest wait for the last words to leave before the connection is closed. */
const WITHIN = 500;

/**
 * Tells the other device that this person left, and resolves when the words are out. Both ways: the data channel is
 * quick, the server reaches a device whose connection is broken.
 */
export const sayBye = async (sessions: readonly Session[], environment: Environment): Promise<void> => {
  const open = sessions.filter(({ isOpen }) => isOpen);
  if (open.length === 0) return;
  const bye = { t: "bye", r: "left" } as const;
  for (const session of open) {
    session.sendControl(bye);
    session.send(bye);
  }
  const out = Promise.all(open.flatMap((session) => [session.flush(), session.drained()]));
  await Promise.race([out, new Promise<void>((done) => environment.after(WITHIN, done))]);
};
