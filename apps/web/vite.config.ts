import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip as gzipCompress } from "node:zlib";
import preact from "@preact/preset-vite";
import { defineConfig, type Plugin } from "vite";

const SERVER = "http://localhost:7000";
const brotli = promisify(brotliCompress);
const gzip = promisify<Buffer, { level: number }, Buffer>(gzipCompress);

/** Fetches the font of the interface beside the style sheet instead of after it. */
const preloadFont = (): Plugin => ({
  name: "onecall:preload-font",
  transformIndexHtml: {
    order: "post",
    handler: (_html, { bundle }) =>
      Object.keys(bundle ?? {})
        .filter((file) => /inter-latin-wght-normal-.*\.woff2$/.test(file))
        .map((file) => ({
          tag: "link",
          attrs: {
            rel: "preload",
            as: "font",
            type: "font/woff2",
            crossorigin: true,
            href: `${base}${file}`,
          },
          injectTo: "head" as const,
        })),
  },
  configResolved: (config) => {
    base = config.base;
  },
});
let base = "/";

/** Names the build, the same for the same source: the server tells pages of another build that they are old (SPEC EV-5). */
const nameBuild = (): Plugin => ({
  name: "onecall:name-build",
  transformIndexHtml: {
    order: "post",
    handler: (html, { bundle }) => {
      if (!bundle) return [];
      // The names of the files hold hashes of their contents.
      const names = Object.keys(bundle).filter((file) => !/\.(?:map|html)$/.test(file));
      const content = createHash("sha256")
        .update([html, ...names.sort()].join("\n"))
        .digest("hex")
        .slice(0, 12);
      return [{ tag: "meta", attrs: { name: "onecall-build", content }, injectTo: "head" as const }];
    },
  },
});

/** The size budget looks at the files in `assets/` itself: what the first page needs must all be there. */
const oneFirstFile = (): Plugin => ({
  name: "onecall:one-first-file",
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type === "chunk" && chunk.isEntry && chunk.imports.length > 0) {
        this.error(`${chunk.fileName} needs ${chunk.imports.join(", ")} at once: put both into one file`);
      }
    }
  },
});

/** Our server never offers WebTransport to Socket.IO, whose client brings it along all the same. */
const withoutWebTransport = (): Plugin => ({
  name: "onecall:without-web-transport",
  load: {
    filter: { id: /engine\.io-client\/build\/esm\/transports\/webtransport\.js$/ },
    handler: () => "export class WT {}",
  },
});

/** Writes .br and .gz beside every text file: the server sends those to browsers that take them, and compresses nothing itself. */
const compressed = (): Plugin => ({
  name: "onecall:compressed",
  async writeBundle({ dir = "" }, bundle) {
    const texts = Object.keys(bundle).filter((file) => /\.(?:js|css|svg|html|wasm|tflite)$/.test(file));
    await Promise.all(
      texts.map(async (file) => {
        const path = join(dir, file);
        const content = await readFile(path);
        await writeFile(`${path}.br`, await brotli(content));
        await writeFile(`${path}.gz`, await gzip(content, { level: 9 }));
      }),
    );
  },
});

export default defineConfig({
  plugins: [
    preact({ devToolsEnabled: false }),
    withoutWebTransport(),
    preloadFont(),
    nameBuild(),
    oneFirstFile(),
    compressed(),
  ],
  resolve: { conditions: ["source", "module", "browser", "development|production"] },
  build: {
    outDir: "dist/app",
    target: ["chrome109", "firefox115", "safari17"],
    sourcemap: true,
    // The Content-Security-Policy allows no data: URL and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        entryFileNames: "assets/app-[hash].js",
        // Fetched on demand, so apart from what the size budget counts.
        chunkFileNames: "assets/later/[name]-[hash].js",
        // A worklet that comes as it is, too.
        assetFileNames: ({ names }) =>
          names.some((name) => name.endsWith(".js"))
            ? "assets/later/[name]-[hash][extname]"
            : "assets/[name]-[hash][extname]",
        // One file for the way to the server and the checks of what comes from it.
        codeSplitting: { groups: [{ name: "socket-channel", test: /socket-channel\.ts|valibot/ }] },
      },
    },
  },
  worker: {
    format: "es",
    rolldownOptions: {
      output: {
        entryFileNames: "assets/later/[name]-[hash].js",
        chunkFileNames: "assets/later/[name]-[hash].js",
      },
    },
  },
  server: {
    proxy: { "/socket.io": { target: SERVER, ws: true, headers: { origin: SERVER } } },
  },
});
