/** Where an address of this app leads. */
export type Route =
  | { readonly name: "home" }
  /** A room this device knows by its local handle. */
  | { readonly name: "handle"; readonly handle: string }
  /** A call link, whole or broken: the SDK tells. */
  | { readonly name: "link"; readonly link: string };

const HANDLE = /^#[A-Za-z0-9_-]{8}$/;

/** Reads the address `url` of an app served from the folder `base`. */
export const readRoute = (url: URL, base: URL): Route => {
  const path = url.pathname.startsWith(base.pathname) ? url.pathname.slice(base.pathname.length) : "";
  if (path.replace(/\/$/, "") !== "c" || url.hash.length < 2) return { name: "home" };
  if (HANDLE.test(url.hash)) return { name: "handle", handle: url.hash.slice(1) };
  return { name: "link", link: url.hash };
};

/** Address of a room, without its secret. */
export const handleUrl = (handle: string, base: URL): string => new URL(`c/#${handle}`, base).href;
