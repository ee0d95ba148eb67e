import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "../arrows/workspaces.ts";

/** A server that says what it was given, and stops on SIGINT with code 7. */
const SERVER = `
import { createServer } from "node:http";
if (process.argv.includes("--wrong")) { process.stderr.write("There is no option --wrong.\\n"); process.exit(2); }
const server = createServer().listen(0, () => process.stdout.write("ready " + process.argv.slice(2).join(" ") + "\\n"));
process.on("SIGINT", () => server.close(() => process.exit(7)));
`;
const COMPILED = JSON.stringify({
  extends: "../../tsconfig.base.json",
  compilerOptions: { rootDir: "src", outDir: "dist", tsBuildInfoFile: "dist/.tsbuildinfo", types: ["node"] },
  include: ["src"],
  exclude: ["src/**/*.test.ts"],
});
const FILES = {
  "package.json": JSON.stringify({ type: "module", engines: { node: ">=20.19" } }),
  "package-lock.json": JSON.stringify({ packages: {} }),
  "packages/protocol/src/index.ts": "export const protocol = 1;",
  "packages/client/src/index.ts": "export const client = 1;",
  "apps/server/src/main.ts": SERVER,
  "apps/web/index.html":
    '<!doctype html><title>web</title><script type="module" src="/src/main.ts"></script>',
  "apps/web/src/main.ts": 'document.title = "web";',
  "apps/web/vite.config.js": 'export default { build: { outDir: "dist/app" } };',
  ...Object.fromEntries(
    ["packages/protocol", "packages/client", "apps/server", "apps/web"].flatMap((folder) => [
      [`${folder}/package.json`, '{ "type": "module" }'],
      [`${folder}/tsconfig.json`, COMPILED],
    ]),
  ),
};

/** One run of `npm start`'s script. */
export interface Run {
  readonly process: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves at the server's "ready" line; rejects when the process ends before. */
  readonly ready: Promise<void>;
  /** Exit code, null after a signal. */
  readonly ended: Promise<number | null>;
}

/** A checkout with the real scripts, the real tools and next to nothing to build. */
export interface Checkout {
  readonly folder: string;
  write(path: string, text: string): void;
  start(...args: string[]): Run;
  /** The start script's lock, build stamp and whatever else it leaves behind. */
  leftovers(): string[];
  remove(): void;
}

export function makeCheckout(): Checkout {
  const folder = mkdtempSync(join(tmpdir(), "onecall-checkout-"));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [path, text] of Object.entries(FILES)) write(path, text);
  cpSync(join(ROOT, "scripts"), join(folder, "scripts"), { recursive: true });
  cpSync(join(ROOT, "tsconfig.base.json"), join(folder, "tsconfig.base.json"));
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return {
    folder,
    write,
    start: (...args) => start(folder, args),
    leftovers: () => readdirSync(join(folder, ".onecall")),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function start(folder: string, args: readonly string[]): Run {
  const child = spawn(process.execPath, [join(folder, "scripts/start.mjs"), ...args], { cwd: folder });
  const output = { stdout: "", stderr: "" };
  const ended = once(child, "close").then(([code]): number | null => code);
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      output.stdout += chunk;
      if (output.stdout.includes("ready")) resolve();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      output.stderr += chunk;
    });
    ended.then(() => reject(new Error(`ended before it was ready: ${output.stderr}`)));
  });
  // Who only waits for the end does not care.
  ready.catch(() => undefined);
  return { process: child, stdout: () => output.stdout, stderr: () => output.stderr, ready, ended };
}
