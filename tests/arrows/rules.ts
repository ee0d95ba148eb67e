import { builtinModules } from "node:module";
import { posix } from "node:path";
import type { Import } from "./imports.ts";
import type { Workspace } from "./workspaces.ts";

/** What each package of ours may import of ours: the arrows of ARCHITECTURE.md, followed downwards. */
export const ARROWS: ReadonlyMap<string, readonly string[]> = new Map([
  ["@onecall/protocol", []],
  ["@onecall/turn", []],
  ["@onecall/client", ["@onecall/protocol"]],
  ["@onecall/server", ["@onecall/protocol", "@onecall/turn"]],
  ["@onecall/web", ["@onecall/client", "@onecall/protocol"]],
]);

/** May import anything of ours and are imported by nothing. */
const TOP: ReadonlySet<string> = new Set(["@onecall/e2e", "@onecall/netlab", "@onecall/bench"]);

/** The only ones whose shipped code runs in Node.js and nowhere else. */
const ON_NODE: ReadonlySet<string> = new Set(["@onecall/server", "@onecall/turn"]);

const OURS = "@onecall/";

export interface Surroundings {
  readonly workspaces: readonly Workspace[];
  /** devDependencies of the root package.json: the tools that every test may use. */
  readonly tools: ReadonlySet<string>;
}

/** Sentences about what a package.json declares against the arrows; empty when it is in order. */
export function manifestViolations(workspace: Workspace): string[] {
  if (TOP.has(workspace.name)) return [];
  const allowed = ARROWS.get(workspace.name);
  if (allowed === undefined) return [`${workspace.folder}: ${workspace.name} has no place among the arrows`];
  return [...workspace.dependencies, ...workspace.devDependencies]
    .filter((name) => name.startsWith(OURS) && !allowed.includes(name))
    .map((name) => `${workspace.folder}/package.json: ${name} is against the arrows`);
}

/** Sentences about imports of one file that break a rule; empty when it is in order. */
export function importViolations(
  workspace: Workspace,
  path: string,
  imports: readonly Import[],
  surroundings: Surroundings,
): string[] {
  return imports.flatMap(({ specifier, line }) => {
    const problem =
      specifier === undefined
        ? "an import whose path is computed cannot be checked"
        : problemWith(workspace, path, specifier, surroundings);
    return problem === undefined ? [] : [`${path}:${line}: ${problem}`];
  });
}

function problemWith(
  workspace: Workspace,
  path: string,
  specifier: string,
  surroundings: Surroundings,
): string | undefined {
  if (specifier.startsWith(".")) {
    const target = posix.normalize(posix.join(posix.dirname(path), specifier));
    return target.startsWith(`${workspace.folder}/`) ? undefined : `${specifier} leaves the package`;
  }
  const isTest = /\.test\.[mc]?tsx?$|\/testing\//.test(path);
  if (specifier.startsWith("node:") || builtinModules.includes(specifier)) {
    return isTest || ON_NODE.has(workspace.name) ? undefined : `${specifier} does not exist in browsers`;
  }
  const name = packageOf(specifier);
  if (name.startsWith(OURS)) {
    const problem = problemWithOurs(workspace, name, specifier, surroundings);
    if (problem !== undefined) return problem;
  }
  const declared =
    workspace.dependencies.has(name) ||
    (isTest && (workspace.devDependencies.has(name) || surroundings.tools.has(name)));
  return declared ? undefined : `${name} is not declared in ${workspace.folder}/package.json`;
}

function problemWithOurs(
  workspace: Workspace,
  name: string,
  specifier: string,
  { workspaces }: Surroundings,
): string | undefined {
  if (!(ARROWS.get(workspace.name) ?? []).includes(name)) return `${name} is against the arrows`;
  const target = workspaces.find((candidate) => candidate.name === name);
  if (target === undefined) return `${name} does not exist`;
  const entry = `.${specifier.slice(name.length)}`;
  return target.exports.includes(entry) ? undefined : `${specifier} is not an export of ${name}`;
}

function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}
