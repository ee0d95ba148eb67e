import type { Session } from "../session/session.ts";
import type { SessionListener } from "../session/session-owner.ts";
import { type CallContext, inCall } from "./context.ts";
import type { CallEvent } from "./events.ts";

/** Turns what sessions tell into events of the call. Only the session in use moves the call's state. */
export const sessionEvents = (context: () => CallContext): Omit<SessionListener, "onFrame"> => {
  const wereUp = new WeakSet<Session>();
  const now = () => context().environment.now();
  const inUse = (session: Session, event: CallEvent) => {
    if (session === context().sessions.current) context().dispatch(event);
  };
  return {
    onProven: (session) => context().side.onProven(session),
    onAccepted: (session, accept) => context().side.onAccepted(session, accept),
    onDenied: (session, { r, m }) =>
      inUse(session, { type: "denied", at: now(), locked: r === "locked", ...(m ? { reply: m } : {}) }),
    // The two devices may not have put the same session in use yet: any that is open has the other person's key.
    onBye: (session) => {
      if (session.isOpen && context().sessions.has(session)) context().dispatch({ type: "bye", at: now() });
    },
    onLink: (session, link) => {
      const { sessions, side, remote, features, dispatch, showPath, lineView, tellMedia } = context();
      if (link === "down") {
        sessions.isDown(session);
        return inUse(session, { type: "link-down", at: now() });
      }
      wereUp.add(session);
      const isNew = session !== sessions.current;
      void sessions.promote(session, () => {
        if (isNew) {
          remote.show(session.connection);
          lineView.begin(session.line, session.picture);
          // What was paused on the old line is not on the new one.
          tellMedia();
        }
        features.use(session.connection);
        showPath();
        side.onUp();
        dispatch({ type: "link-up", at: now() });
      });
    },
    onConnection: (connection, readers) => context().features.attach(connection, readers),
    onTrack: (session) => {
      const { sessions, remote } = context();
      if (session === sessions.current) remote.show(session.connection);
    },
    onMedia: (session, media) => {
      const { sessions, remote } = context();
      if (sessions.has(session)) remote.told(media);
    },
    onControlOpen: () => context().tellMedia(),
    onLine: (session) => {
      const { sessions, lineView } = context();
      if (session === sessions.current) lineView.watched(session.line);
    },
    onPicture: (session) => {
      const { sessions, lineView, tellMedia } = context();
      if (session !== sessions.current) return;
      lineView.pictureIs(session.picture);
      tellMedia();
    },
    onTheirLine: (session, line) => {
      const { sessions, lineView } = context();
      if (session === sessions.current) lineView.told(line);
    },
    onStuck: (session) => {
      const { sessions, side } = context();
      if (session === sessions.newest) side.onStuck();
    },
    onPath: () => context().showPath(),
    onTrouble: (_, code) => context().report(code),
    onFailed: (session, code) => {
      const { sessions, side, state, dispatch, report } = context();
      // In a call a handshake that broke is not the call: what both said yes to is, and after a reload what came up since.
      const isCall =
        state.name === "reconnecting" || state.name === "lost" ? wereUp.has(session) : session.isOpen;
      const ends = session === sessions.current && (isCall || !inCall(state));
      side.onBroken(session);
      // The call that ends says goodbye by it, as far as it still can.
      if (ends) dispatch({ type: "session-failed", code, at: now() });
      else report(code);
      if (sessions.has(session)) sessions.drop(session);
    },
  };
};
