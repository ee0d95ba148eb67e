import { existsSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { join, resolve, sep } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { StartError } from "../start-error.ts";

/** Serves the built web app; throws StartError `web-missing` when there is none. */
export const serveWebApp = async (app: FastifyInstance, folder: string): Promise<void> => {
  const root = resolve(folder);
  if (!existsSync(join(root, "index.html"))) {
    throw new StartError(
      "web-missing",
      `The web app is not built: there is no index.html in ${root}. Run "npm run build", or use --web-root none for signalling only.`,
    );
  }
  const hashed = join(root, "assets") + sep;
  await app.register(fastifyStatic, {
    root,
    preCompressed: true,
    cacheControl: false,
    dotfiles: "ignore",
    setHeaders: (reply, path) => {
      // The name of a file in assets holds a hash of its content: another content, another name.
      const isForever = path.startsWith(hashed);
      reply.header("cache-control", isForever ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
};

/** True for an address a person may open, like /c/: the app decides what to show there. Files have a dot in their name. */
export const isPage = ({ method, url = "/" }: Pick<IncomingMessage, "method" | "url">): boolean => {
  const path = url.split(/[?#]/, 1)[0] ?? "/";
  return (
    (method === "GET" || method === "HEAD") &&
    !/\.[^/]*$/.test(path) &&
    !/^\/(assets|socket\.io)(\/|$)/.test(path)
  );
};
