import { parseAst } from "vite";

/** One import of a source file. `specifier` is undefined where it is computed and so cannot be checked. */
export interface Import {
  readonly specifier: string | undefined;
  readonly line: number;
}

/**
 * Every import of a TypeScript file: static, dynamic, type-only, `import("x").T` types and `export ... from`.
 * Read from the syntax tree, so comments and strings are never mistaken for imports.
 *
 * @throws SyntaxError-like Error when the file does not parse
 */
export function importsOf(path: string, source: string): Import[] {
  const lang = path.endsWith("x") ? "tsx" : "ts";
  const found: Import[] = [];
  walk(parseAst(source, { lang, astType: "ts" }, path), (node) => {
    const place = sourceOf(node);
    if (place === undefined) return;
    const start = typeof node.start === "number" ? node.start : 0;
    found.push({ specifier: literal(place), line: source.slice(0, start).split("\n").length });
  });
  return found;
}

/** What is looked at in a node of the tree, whichever kind it is. */
interface Node {
  readonly type?: unknown;
  readonly start?: unknown;
  readonly source?: unknown;
  readonly expression?: unknown;
  readonly value?: unknown;
  readonly expressions?: unknown;
  readonly quasis?: unknown;
  readonly cooked?: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit);
  } else if (isNode(value)) {
    visit(value);
    for (const child of Object.values(value)) walk(child, visit);
  }
}

/** The node that names the imported module, undefined for a node that imports nothing. */
function sourceOf(node: Node): unknown {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportAllDeclaration":
    case "ImportExpression":
    case "TSImportType":
      return node.source;
    case "ExportNamedDeclaration":
      return node.source ?? undefined;
    case "TSExternalModuleReference":
      return node.expression;
    default:
      return undefined;
  }
}

function literal(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (typeof node.value === "string") return node.value;
  // A template without expressions is a literal too.
  const { expressions, quasis } = node;
  if (!Array.isArray(expressions) || expressions.length > 0 || !Array.isArray(quasis)) return undefined;
  const quasi: unknown = quasis[0];
  const value = isNode(quasi) ? quasi.value : undefined;
  const cooked = isNode(value) ? value.cooked : undefined;
  return typeof cooked === "string" ? cooked : undefined;
}
