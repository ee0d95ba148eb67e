import { CallError, type Room, type Rooms } from "@onecall/client";
import { ProtocolError } from "@onecall/protocol";
import { type ReadonlySignal, signal } from "@preact/signals";
import { createSession, type Session } from "../call/session/session.ts";
import { linkErrorText } from "../i18n/link-error.ts";
import { t } from "../i18n/translate.ts";
import type { Preferences } from "../preferences/preferences.ts";
import type { Environment } from "./environment.ts";
import { handleUrl, type Route, readRoute } from "./route.ts";

/** What the window shows. */
export type Screen =
  /** `problem`: why the address did not lead to a call. */
  | { readonly name: "home"; readonly problem?: string }
  /** A room is being read or made: a matter of milliseconds. */
  | { readonly name: "opening" }
  /** `prepares`: the host looks at the own picture before the room opens. */
  | { readonly name: "room"; readonly session: Session; readonly prepares?: true };

export interface Controller {
  readonly screen: ReadonlySignal<Screen>;
  /** A call that is over learned that the server serves a newer version of this page. */
  readonly outdated: ReadonlySignal<boolean>;
  /** Makes a link and waits at it. */
  startCall(): Promise<void>;
  readonly preferences: Preferences;
  /** Folder the app is served from. */
  readonly base: URL;
  /** Opens a room this device knows; with `prepare` its host sees the own picture first. */
  openRoom(handle: string, options?: { prepare: boolean }): Promise<void>;
  /** Opens a link that belongs to this site. */
  openLink(link: string): Promise<void>;
  /** Leaves whatever there is. */
  goHome(): void;
  /** Stops listening to the address bar; leaves the call. */
  dispose(): void;
}

const reasonOf = (error: unknown): string =>
  error instanceof ProtocolError || error instanceof CallError ? linkErrorText(error.code) : t("link.failed");

/** Follows the address bar: every address is one screen, Back and Forward included. */
export const createController = (environment: Environment): Controller => {
  const { base } = environment;
  const screen = signal<Screen>({ name: "opening" });
  const outdated = signal(false);
  /** Grows with every wish to go elsewhere, so that a slow answer to an older one is dropped. */
  let turn = 0;
  let rooms: Promise<Rooms> | undefined;

  const show = (next: Screen) => {
    const previous = screen.peek();
    screen.value = next;
    if (previous.name !== "room") return;
    if (previous.session.outdated.peek()) outdated.value = true;
    previous.session.dispose();
  };

  const enter = async (
    find: (rooms: Rooms) => Promise<Room>,
    address: (room: Room) => void,
    prepare = false,
  ) => {
    const mine = ++turn;
    show({ name: "opening" });
    try {
      rooms ??= environment.openRooms();
      const room = await find(await rooms);
      if (mine !== turn) return;
      address(room);
      const session = createSession(environment.createCall(room), environment.preferences);
      const prepares = prepare && room.role === "host";
      show({ name: "room", session, ...(prepares ? { prepares } : {}) });
      if (prepares) session.prepare();
      else session.begin();
    } catch (error) {
      rooms = undefined;
      if (mine === turn) show({ name: "home", problem: reasonOf(error) });
    }
  };

  /** Where nothing is kept, only the whole link survives a reload; it is no use to a host, whose key is gone then. */
  const push = (room: Room) =>
    history.pushState(
      null,
      "",
      room.persistent || room.role === "host" ? handleUrl(room.handle, base) : room.link,
    );
  /** Takes the secret out of the address bar, unless a reload would need it. */
  const hide = (room: Room) => {
    if (room.persistent) history.replaceState(null, "", handleUrl(room.handle, base));
  };

  const follow = (route: Route) => {
    switch (route.name) {
      case "home":
        turn++;
        return show({ name: "home" });
      case "handle":
        return void enter(
          (all) => all.get(route.handle),
          () => {},
        );
      case "link":
        return void enter((all) => all.open(route.link), hide);
    }
  };
  const onAddress = () => follow(readRoute(new URL(location.href), base));
  // A link pasted over this page's address changes only the fragment: `popstate` tells that too.
  addEventListener("popstate", onAddress);
  onAddress();

  return {
    screen,
    outdated,
    startCall: () => enter((all) => all.create(), push),
    base,
    preferences: environment.preferences,
    openRoom: (handle, { prepare } = { prepare: false }) => enter((all) => all.get(handle), push, prepare),
    openLink: (link) => enter((all) => all.open(link), push),
    goHome: () => {
      history.pushState(null, "", base.href);
      follow({ name: "home" });
    },
    dispose: () => {
      removeEventListener("popstate", onAddress);
      turn++;
      show({ name: "home" });
    },
  };
};
