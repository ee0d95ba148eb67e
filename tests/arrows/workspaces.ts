import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** One package.json of ours, as far as the guards look at it. */
export interface Workspace {
  readonly name: string;
  /** Relative to the root of the repository, "packages/protocol". */
  readonly folder: string;
  /** Names it declares for what it ships (dependencies, peer and optional ones included). */
  readonly dependencies: ReadonlySet<string>;
  readonly devDependencies: ReadonlySet<string>;
  /** Keys of "exports": ".", "./check-code-names". */
  readonly exports: readonly string[];
}

interface Manifest {
  readonly name?: unknown;
  readonly workspaces?: unknown;
  readonly exports?: unknown;
  readonly dependencies?: unknown;
  readonly devDependencies?: unknown;
  readonly peerDependencies?: unknown;
  readonly optionalDependencies?: unknown;
}

export function readManifest(folder: string): Manifest {
  const manifest: unknown = JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8"));
  return isTable(manifest) ? manifest : {};
}

/** Workspace of a parsed package.json. */
export function workspaceOf(folder: string, manifest: Manifest): Workspace {
  return {
    name: String(manifest.name),
    folder,
    dependencies: new Set([
      ...namesIn(manifest.dependencies),
      ...namesIn(manifest.peerDependencies),
      ...namesIn(manifest.optionalDependencies),
    ]),
    devDependencies: new Set(namesIn(manifest.devDependencies)),
    exports: typeof manifest.exports === "string" ? ["."] : namesIn(manifest.exports),
  };
}

/** All workspaces on disk, found the way npm finds them. */
export function readWorkspaces(): Workspace[] {
  const patterns: unknown = readManifest(".").workspaces;
  if (!Array.isArray(patterns)) throw new Error("package.json has no workspaces");
  return patterns
    .flatMap((pattern) => foldersOf(String(pattern)))
    .map((folder) => workspaceOf(folder, readManifest(folder)));
}

/** TypeScript files under `folder`/src, relative to the root of the repository. */
export function sourcesOf(folder: string): string[] {
  return readdirSync(join(ROOT, folder, "src"), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.[mc]?tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .sort();
}

function foldersOf(pattern: string): string[] {
  if (!pattern.endsWith("/*")) return [pattern];
  const parent = pattern.slice(0, -2);
  return readdirSync(join(ROOT, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${parent}/${entry.name}`);
}

function namesIn(value: unknown): string[] {
  return isTable(value) ? Object.keys(value) : [];
}

function isTable(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
