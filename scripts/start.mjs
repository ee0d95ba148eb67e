// `npm start`: installs what is missing, builds what is stale, then becomes the server.
import "./steps/node-version.mjs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ensureBuilt } from "./steps/build.mjs";
import { ensureInstalled } from "./steps/install.mjs";
import { fail } from "./steps/say.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const server = join(root, "apps/server/dist/main.js");

try {
  await ensureInstalled(root);
  await ensureBuilt(root);
} catch (error) {
  fail(error);
}

// In this very process: signals, standard streams and the exit code are the server's own and nothing can be orphaned.
process.argv[1] = server;
await import(pathToFileURL(server).href);
