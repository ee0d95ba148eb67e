import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { importsOf } from "./arrows/imports.ts";
import { ARROWS, importViolations, manifestViolations, type Surroundings } from "./arrows/rules.ts";
import { ROOT, readManifest, readWorkspaces, sourcesOf, workspaceOf } from "./arrows/workspaces.ts";

const workspaces = readWorkspaces();
const surroundings: Surroundings = {
  workspaces,
  tools: workspaceOf(".", readManifest(".")).devDependencies,
};
const guarded = workspaces.filter(({ name }) => ARROWS.has(name));
const files = guarded.flatMap((workspace) =>
  sourcesOf(workspace.folder).map((path) => ({
    workspace,
    path,
    imports: importsOf(path, readFileSync(join(ROOT, path), "utf8")),
  })),
);

describe("the repository", () => {
  test("declares nothing against the arrows", () => {
    expect(workspaces.flatMap(manifestViolations)).toEqual([]);
  });

  test("imports nothing against the arrows, nothing deep and nothing undeclared", () => {
    const violations = files.flatMap(({ workspace, path, imports }) =>
      importViolations(workspace, path, imports, surroundings),
    );
    expect(violations).toEqual([]);
  });

  // A guard that reads nothing is always green: these numbers only grow.
  test("was really read", () => {
    expect(guarded.map(({ folder }) => folder)).toEqual(
      expect.arrayContaining([
        "packages/protocol",
        "packages/client",
        "packages/turn",
        "apps/server",
        "apps/web",
      ]),
    );
    for (const { folder } of guarded) expect(sourcesOf(folder).length, folder).toBeGreaterThan(10);
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap(({ imports }) => imports).length).toBeGreaterThan(300);
  });

  test("uses every arrow it draws", () => {
    const used = new Set(
      files.flatMap(({ workspace, imports }) =>
        imports.map(({ specifier }) => `${workspace.name} > ${specifier?.split("/", 2).join("/")}`),
      ),
    );
    expect(used).toContain("@onecall/client > @onecall/protocol");
    expect(used).toContain("@onecall/server > @onecall/protocol");
    expect(used).toContain("@onecall/web > @onecall/client");
  });
});

describe("the guard itself", () => {
  const protocol = workspaceOf("packages/protocol", {
    name: "@onecall/protocol",
    dependencies: { valibot: "1" },
    exports: { ".": {}, "./check-code-names": {} },
  });
  const client = workspaceOf("packages/client", {
    name: "@onecall/client",
    dependencies: { "@onecall/protocol": "1" },
    devDependencies: { "fake-clock": "1" },
    exports: { ".": {} },
  });
  const undeclared = workspaceOf("apps/web", { name: "@onecall/web", dependencies: {} });
  const server = workspaceOf("apps/server", { name: "@onecall/server", dependencies: { fastify: "5" } });
  const around: Surroundings = {
    workspaces: [protocol, client, undeclared, server],
    tools: new Set(["vitest"]),
  };
  const check = (workspace: typeof client, file: string, source: string): string[] => {
    const path = `${workspace.folder}/src/${file}`;
    return importViolations(workspace, path, importsOf(path, source), around);
  };

  test.each([
    ["a static import", 'import { x } from "@onecall/client";'],
    ["a type-only import", 'import type { X } from "@onecall/client";'],
    ["an inline type import", 'import { type X } from "@onecall/client";'],
    ["a side-effect import", 'import "@onecall/client";'],
    ["an export from", 'export { x } from "@onecall/client";'],
    ["an export of all", 'export * from "@onecall/client";'],
    ["a type export from", 'export type { X } from "@onecall/client";'],
    ["a dynamic import", 'const x = await import("@onecall/client");'],
    ["a dynamic import of a template", "const x = await import(`@onecall/client`);"],
    ["an import type", 'let x: import("@onecall/client").X;'],
    ["a typeof import type", 'type X = typeof import("@onecall/client");'],
    ["an import equals", 'import x = require("@onecall/client");'],
    ["an import spread over lines", 'import {\n  x,\n} from\n  "@onecall/client";'],
  ])("sees %s against the arrows", (_, source) => {
    expect(check(protocol, "a.ts", source)).toEqual([
      "packages/protocol/src/a.ts:1: @onecall/client is against the arrows",
    ]);
  });

  test("sees an import inside JSX and names its line", () => {
    const source = 'const a = 1;\nconst view = <p onClick={() => import("@onecall/server")}>import "x"</p>;';
    expect(check(client, "a.tsx", source)).toEqual([
      "packages/client/src/a.tsx:2: @onecall/server is against the arrows",
    ]);
  });

  test("is not fooled by comments, strings and templates", () => {
    const source = [
      '// import "@onecall/server";',
      '/* import "@onecall/server"; */',
      "const a = 'import \"@onecall/server\"';",
      'const b = `import("@onecall/server")`;',
      'const c = /import "@onecall\\/server"/;',
    ].join("\n");
    expect(check(client, "a.ts", source)).toEqual([]);
  });

  test("refuses a computed import", () => {
    expect(check(client, "a.ts", "const x = await import(name);")).toEqual([
      "packages/client/src/a.ts:1: an import whose path is computed cannot be checked",
    ]);
  });

  test("refuses deep imports, by name and by path", () => {
    const source =
      'import "@onecall/protocol/src/keys.ts";\nimport "../../protocol/src/keys.ts";\nimport "@onecall/protocol/dist/keys.js";';
    expect(check(client, "a.ts", source)).toEqual([
      "packages/client/src/a.ts:1: @onecall/protocol/src/keys.ts is not an export of @onecall/protocol",
      "packages/client/src/a.ts:2: ../../protocol/src/keys.ts leaves the package",
      "packages/client/src/a.ts:3: @onecall/protocol/dist/keys.js is not an export of @onecall/protocol",
    ]);
  });

  test("refuses what package.json does not declare, and tools outside of tests", () => {
    expect(check(undeclared, "a.ts", 'import "@onecall/client";')).toEqual([
      "apps/web/src/a.ts:1: @onecall/client is not declared in apps/web/package.json",
    ]);
    expect(check(client, "a.ts", 'import "fake-clock";\nimport "vitest";')).toHaveLength(2);
    expect(check(client, "a.test.ts", 'import "fake-clock";\nimport "vitest";')).toEqual([]);
  });

  test("refuses Node.js where the code runs in browsers", () => {
    expect(check(client, "a.ts", 'import "node:fs";\nimport "fs";')).toHaveLength(2);
    expect(check(client, "a.test.ts", 'import "node:fs";')).toEqual([]);
    expect(check(server, "a.ts", 'import "node:fs";')).toEqual([]);
  });

  test("allows what is in order", () => {
    const source =
      'import "@onecall/protocol";\nimport "@onecall/protocol/check-code-names";\nimport "../src/b.ts";\nimport "./b.ts";';
    expect(check(client, "a.ts", source)).toEqual([]);
    expect(check(server, "a.ts", 'import fastify from "fastify";')).toEqual([]);
  });

  test("refuses a package.json against the arrows or without a place", () => {
    const upwards = { name: "@onecall/protocol", devDependencies: { "@onecall/client": "1" } };
    expect(manifestViolations(workspaceOf("packages/protocol", upwards))).toEqual([
      "packages/protocol/package.json: @onecall/client is against the arrows",
    ]);
    expect(manifestViolations(workspaceOf("packages/x", { name: "@onecall/x" }))).toHaveLength(1);
    const fromEnd = { name: "@onecall/web", dependencies: { "@onecall/e2e": "1" } };
    expect(manifestViolations(workspaceOf("apps/web", fromEnd))).toHaveLength(1);
    expect(
      manifestViolations(workspaceOf("e2e", { name: "@onecall/e2e", dependencies: { "@onecall/web": "1" } })),
    ).toEqual([]);
  });

  test("stops at a file it cannot read", () => {
    expect(() => importsOf("a.ts", "import {")).toThrow();
  });
});
